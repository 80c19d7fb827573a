// Asks the server: JSON in and out, the session's token with every change, problems as errors with their parts.
import { type Finding, type Me, type Problem, type RouteName, type Routes, routes } from "generated/api";
import { language, t } from "../words.ts";

export type Parameters<N extends RouteName> = Routes[N]["parameters"];
export type Response<N extends RouteName> = Routes[N]["response"];

export interface Options<N extends RouteName> {
  body?: Routes[N]["request"] extends Blob | undefined ? undefined : Routes[N]["request"];
  /** Sent as it is. */
  file?: Blob;
  etag?: string | undefined;
  key?: string;
}

export interface Answer<T> {
  data: T;
  etag: string | undefined;
}

/** What went wrong, as the server says it (RFC 9457), or as the page does where the server was not reached. */
export class Trouble extends Error {
  readonly status: number;
  readonly rule: string;
  readonly detail: string | undefined;
  readonly request: string | undefined;
  readonly findings: Finding[];
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfter?: number) {
    super(problem.title ?? t("ui.trouble.unknown"));
    this.status = status;
    this.rule = problem.rule ?? "";
    this.detail = problem.detail;
    this.request = problem.request;
    this.findings = problem.findings ?? [];
    this.retryAfter = retryAfter;
  }
}

/** How long it waits by itself where the server is busy. */
const soonSeconds = 5;

let token = "";
let signedOut: () => void = () => undefined;

export function rememberMe(me: Me | undefined): void {
  token = me?.csrf ?? "";
}

/** What happens when the server says that nobody is signed in. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

/** Method and address of a route: parameters of its path go there, the others after the question mark. */
export function address<N extends RouteName>(name: N, parameters: Parameters<N>): [string, string] {
  const [method, path] = routes[name];
  const rest = new URLSearchParams();
  let filled: string = path;
  for (const [key, value] of Object.entries(parameters) as [string, unknown][]) {
    if (value === undefined || value === "") continue;
    if (path.includes(`{${key}}`)) filled = filled.replace(`{${key}}`, encodeURIComponent(String(value)));
    else rest.set(key, String(value));
  }
  const query = rest.toString();
  return [method, query ? `${filled}?${query}` : filled];
}

function headersOf<N extends RouteName>(method: string, options: Options<N>): Record<string, string> {
  const headers: Record<string, string> = { "Accept-Language": language() };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.file) headers["Content-Type"] = options.file.type || "application/octet-stream";
  if (method !== "GET" && token) headers["X-CSRF-Token"] = token;
  if (options.etag) headers["If-Match"] = options.etag;
  if (options.key) headers["Idempotency-Key"] = options.key;
  return headers;
}

async function reach<N extends RouteName>(name: N, parameters: Parameters<N>, options: Options<N>) {
  const [method, path] = address(name, parameters);
  const init: RequestInit = { method, headers: headersOf(method, options), credentials: "same-origin" };
  if (options.file) init.body = options.file;
  else if (options.body !== undefined) init.body = JSON.stringify(options.body);
  try {
    return await fetch(path, init);
  } catch {
    throw new Trouble(0, { title: t("ui.trouble.unreachable"), rule: "ui.unreachable" });
  }
}

async function troubleOf(answer: globalThis.Response): Promise<Trouble> {
  const after = Number(answer.headers.get("Retry-After"));
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>;
  return new Trouble(answer.status, problem, after > 0 ? after : undefined);
}

// Of an explanation or the rows of a table there are few at once: the server says when to ask again.
async function reachSoon<N extends RouteName>(name: N, parameters: Parameters<N>, options: Options<N>) {
  const answer = await reach(name, parameters, options);
  const after = Number(answer.headers.get("Retry-After"));
  if (answer.status !== 503 || !(after > 0 && after <= soonSeconds) || address(name, parameters)[0] !== "GET") return answer;
  await new Promise((go) => setTimeout(go, after * 1000));
  return reach(name, parameters, options);
}

async function ask<N extends RouteName>(name: N, parameters: Parameters<N>, options: Options<N>) {
  const answer = await reachSoon(name, parameters, options);
  if (answer.ok) return answer;
  if (answer.status === 401 && name !== "sign-in" && name !== "sign-in-by-link") signedOut();
  throw await troubleOf(answer);
}

export async function call<N extends RouteName>(name: N, parameters: Parameters<N>, options: Options<N> = {}): Promise<Answer<Response<N>>> {
  const answer = await ask(name, parameters, options);
  const data = (answer.status === 204 ? undefined : await answer.json()) as Response<N>;
  return { data, etag: answer.headers.get("ETag") ?? undefined };
}

export async function get<N extends RouteName>(name: N, parameters: Parameters<N>): Promise<Response<N>> {
  return (await call(name, parameters)).data;
}

export async function getText<N extends RouteName>(name: N, parameters: Parameters<N>): Promise<string> {
  return (await ask(name, parameters, {})).text();
}

/** A picture as elements. The browser parses it itself: a page that may make none from text cannot be tricked into it. */
export function getPicture<N extends RouteName>(name: N, parameters: Parameters<N>): Promise<SVGSVGElement | undefined> {
  return new Promise((give) => {
    const asked = new XMLHttpRequest();
    asked.open(...address(name, parameters));
    asked.responseType = "document";
    asked.setRequestHeader("Accept-Language", language());
    asked.onload = () => {
      const root = asked.status === 200 ? asked.responseXML?.documentElement : undefined;
      give(root instanceof SVGSVGElement ? root : undefined);
    };
    asked.onerror = () => give(undefined);
    asked.send();
  });
}

/** One key for as long as what is sent stays the same, so that sending twice does it once. */
export function keyKeeper(): (body: unknown) => string {
  let last = "";
  let key = "";
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== last) key = crypto.randomUUID();
    last = text;
    return key;
  };
}
