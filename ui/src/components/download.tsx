// What the page has made itself, to be kept as a file.
import type { ComponentChildren } from "preact";

const oneMoment = 1000; // ms; until the browser has taken the file

function keep(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), oneMoment);
}

/** The text is made when it is asked for. */
export function Download({ name, type, text, children }: { name: string; type: string; text: () => string; children: ComponentChildren }) {
  return (
    <button type="button" class="plain" onClick={() => keep(name, text(), type)}>
      {children}
    </button>
  );
}

/** A name that every system can keep: letters, digits, and - between them. */
export function fileName(...parts: string[]): string {
  return parts.map((part) => part.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "")).filter(Boolean).join("-");
}
