// The hashes of a lottery, computed in the browser, and the commands with which anyone computes them elsewhere. docs/certificate.md.
import { useEffect, useState } from "preact/hooks";

const encode = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export async function sha256(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", encode(text))));
}

/** 256 random bits, as 64 hex digits. */
export function newSecret(): string {
  return hex(crypto.getRandomValues(new Uint8Array(32)));
}

/** What the seed is the SHA-256 of. */
export function seedText(secret: string, beacon: string): string {
  return secret + hex(encode(beacon));
}

/** What a person's number is the SHA-256 of. Without a place: the number is one for all places. */
export function numberText(seed: string, round: string, applicant: string, place: string): string {
  return ["enishi-1", seed, round, applicant, ...(place ? [place] : [])].join("\n");
}

/** The hash of a text; empty until it is there. */
export function useHash(text: string): string {
  const [known, setKnown] = useState({ of: "", hash: "" });
  useEffect(() => {
    let wanted = true;
    if (text) void sha256(text).then((hash) => wanted && setKnown({ of: text, hash }));
    return () => {
      wanted = false;
    };
  }, [text]);
  return known.of === text ? known.hash : "";
}

/** As a shell takes it, whatever it holds. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export function commitmentCommand(secret: string): string {
  return `printf %s ${quoted(secret)} | sha256sum`;
}

export function seedCommand(secret: string, beacon: string): string {
  return `{ printf %s ${quoted(secret)}; printf %s ${quoted(beacon)} | od -An -v -tx1 | tr -d ' \\n'; } | sha256sum`;
}

export function numberCommand(seed: string, round: string, applicant: string, place: string): string {
  const texts = [seed, round, applicant, ...(place ? [place] : [])];
  return `printf 'enishi-1${"\\n%s".repeat(texts.length)}' ${texts.map(quoted).join(" ")} | sha256sum`;
}
