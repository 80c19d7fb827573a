// Hooks that read from the server: one answer, or a list page by page.
import type { Page, RouteName } from "generated/api";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { language } from "../words.ts";
import { call, get, type Parameters, type Response, Trouble } from "./client.ts";

export interface Reading<T> {
  data: T | undefined;
  etag: string | undefined;
  trouble: Trouble | undefined;
  loading: boolean;
  reload: () => void;
}

function asTrouble(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  throw error;
}

/** Reads a route, and again when its parameters change; an answer that comes too late is dropped. null: nothing to read. */
export function useGet<N extends RouteName>(name: N, parameters: Parameters<N> | null): Reading<Response<N>> {
  type T = Response<N>;
  const [state, setState] = useState<{ of: string; data?: T; etag?: string | undefined; trouble?: Trouble }>({ of: "" });
  const [turn, setTurn] = useState(0);
  const asked = parameters === null ? "" : `${name} ${JSON.stringify(parameters)} ${language()}`;
  useEffect(() => {
    if (parameters === null) return;
    let wanted = true;
    call(name, parameters).then(
      ({ data, etag }) => wanted && setState({ of: asked, data, etag }),
      (error) => wanted && setState({ of: asked, trouble: asTrouble(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [asked, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const mine = state.of === asked;
  return {
    data: mine ? state.data : undefined,
    etag: mine ? state.etag : undefined,
    trouble: mine ? state.trouble : undefined,
    loading: !mine && parameters !== null,
    reload,
  };
}

type ItemOf<N extends RouteName> = Response<N> extends Page<infer T> ? T : never;

export interface Listing<T> {
  items: T[];
  trouble: Trouble | undefined;
  loading: boolean;
  more: (() => void) | undefined;
  reload: () => void;
}

/** Reads a list; `more` reads its next page and is absent at the end. */
export function useList<N extends RouteName>(name: N, parameters: Parameters<N> | null): Listing<ItemOf<N>> {
  type T = ItemOf<N>;
  const asked = parameters === null ? "" : `${name} ${JSON.stringify(parameters)} ${language()}`;
  const [state, setState] = useState<{ of: string; items: T[]; next?: string | null; trouble?: Trouble }>({ of: "", items: [] });
  const [busy, setBusy] = useState(false);
  const [turn, setTurn] = useState(0);
  const newest = useRef("");
  newest.current = `${asked} ${turn}`;

  const read = async (before: T[], after: string | undefined) => {
    if (parameters === null) return;
    const mine = newest.current;
    setBusy(true);
    try {
      const page = (await get(name, after === undefined ? parameters : { ...parameters, after })) as Page<T>;
      if (mine === newest.current) setState({ of: asked, items: [...before, ...page.items], next: page.next ?? null });
    } catch (error) {
      if (mine === newest.current) setState({ of: asked, items: before, trouble: asTrouble(error) });
    }
    if (mine === newest.current) setBusy(false);
  };
  useEffect(() => void read([], undefined), [asked, turn]);

  const mine = state.of === asked;
  const next = state.next;
  return {
    items: mine ? state.items : [],
    trouble: mine ? state.trouble : undefined,
    loading: parameters !== null && (busy || !mine),
    more: mine && next && !busy ? () => void read(state.items, next) : undefined,
    reload: useCallback(() => setTurn((n) => n + 1), []),
  };
}

/** Runs a change once at a time, and keeps what went wrong. True if it went well. */
export function useAction(): { run: (work: () => Promise<void>) => Promise<boolean>; busy: boolean; trouble: Trouble | undefined; clear: () => void } {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const run = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setTrouble(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setTrouble(asTrouble(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { run, busy, trouble, clear: () => setTrouble(undefined) };
}
