// A page is a row: where it is, what it is called, who may see it, and its component. Navigation comes from these.
import type { Me } from "generated/api";
import type { ComponentType } from "preact";
import type { Word } from "../words.ts";

export type Role = Me["roles"][number];
export type Group = "track" | "plan" | "match" | "run";

export interface PageProps {
  params: Record<string, string>;
  query: URLSearchParams;
  me: Me;
}

export interface PageRow {
  path: string;
  title: Word;
  roles: readonly Role[];
  component: ComponentType<PageProps>;
  /** The page of the navigation that it belongs to, where its own path does not say so. */
  under?: string;
  /** In the navigation under this heading; absent: reached from another page. */
  group?: Group;
}

export const readsLedger: readonly Role[] = ["administrator", "officer", "planner", "committee", "partner", "auditor"];
export const readsRounds: readonly Role[] = ["administrator", "committee", "planner", "auditor"];
export const readsModels: readonly Role[] = ["administrator", "officer", "planner", "committee", "auditor"];
export const everybody: readonly Role[] = [...readsLedger, "applicant"];

export function may(me: Me, roles: readonly Role[]): boolean {
  return me.roles.some((role) => roles.includes(role));
}

export function writesLedger(me: Me): boolean {
  return may(me, ["officer"]);
}

export function writesModels(me: Me): boolean {
  return may(me, ["planner"]);
}

export function runsRounds(me: Me): boolean {
  return may(me, ["committee"]);
}
