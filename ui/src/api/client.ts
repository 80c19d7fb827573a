// Asks the server: JSON in and out, the session's token with every change, problems as errors with their parts.
import { asked, type Finding, type Me, type Problem, type RouteName, type Routes, routes } from "generated/api";
import { language, t } from "../words.ts";

export type Parameters<N extends RouteName> = Routes[N]["parameters"];
export type Response<N extends RouteName> = Routes[N]["response"];

export interface Options<N extends RouteName> {
  body?: Routes[N]["request"] extends Blob | undefined ? undefined : Routes[N]["request"];
  /** Sent as it is. */
  file?: Blob;
  etag?: string | undefined;
  key?: string;
  /** Gives the question up; it fails then as if the server were not reached. */
  signal?: AbortSignal;
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
const mostTries = 5;

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
  if (options.signal) init.signal = options.signal;
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

let turn: Promise<unknown> = Promise.resolve();

/** Does the work when what was asked before it has been answered. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

/** A newer question about futures ends the older one, but any other question is refused while one is under way. */
function takesTurn(name: RouteName): boolean {
  return asked.has(name) || name === "model-futures" || name === "model-flows";
}

// Another page of the same person may be asking, too: the server, which has begun nothing then, says when to come back.
async function reachSoon<N extends RouteName>(name: N, parameters: Parameters<N>, options: Options<N>) {
  const answer = await reach(name, parameters, options);
  const after = Number(answer.headers.get("Retry-After"));
  const again = asked.has(name) || address(name, parameters)[0] === "GET";
  if (answer.status !== 503 || !(after > 0 && after <= soonSeconds) || !again) return answer;
  await new Promise((go) => setTimeout(go, after * 1000));
  return reach(name, parameters, options);
}

async function ask<N extends RouteName>(name: N, parameters: Parameters<N>, options: Options<N>) {
  const reached = () => reachSoon(name, parameters, options);
  const answer = await (takesTurn(name) ? inTurn(reached) : reached());
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
function readPicture(method: string, path: string): Promise<{ svg: SVGSVGElement | undefined; after: number }> {
  return new Promise((give) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.responseType = "document";
    request.setRequestHeader("Accept-Language", language());
    request.onload = () => {
      const root = request.status === 200 ? request.responseXML?.documentElement : undefined;
      const after = request.status === 503 ? Number(request.getResponseHeader("Retry-After")) : 0;
      give({ svg: root instanceof SVGSVGElement ? root : undefined, after });
    };
    request.onerror = () => give({ svg: undefined, after: 0 });
    request.send();
  });
}

async function readPictureSoon(method: string, path: string): Promise<SVGSVGElement | undefined> {
  for (let tries = 1; ; tries++) {
    const { svg, after } = await readPicture(method, path);
    if (svg || !(after > 0 && after <= soonSeconds) || tries === mostTries) return svg;
    await new Promise((go) => setTimeout(go, after * 1000));
  }
}

export function getPicture<N extends RouteName>(name: N, parameters: Parameters<N>): Promise<SVGSVGElement | undefined> {
  const read = () => readPictureSoon(...address(name, parameters));
  return takesTurn(name) ? inTurn(read) : read();
}

/** A picture that came within an answer. */
export async function pictureOf(text: string): Promise<SVGSVGElement | undefined> {
  const own = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const { svg } = await readPicture("GET", own);
  URL.revokeObjectURL(own);
  return svg;
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
