// The columns of the ledger's tables that can be corrected on the page, with the control of each.
import type { Commitment, Figure, Organisation, Source } from "generated/api";
import type { Word } from "../words.ts";

export type Control = "text" | "lines" | "date" | "list" | "reference" | "references" | "choice";

export interface Column {
  name: string;
  label: Word;
  control: Control;
  table?: string;
  /** Of a choice: its values, and the key of each one's word. */
  choices?: readonly string[];
  wordOf?: (choice: string) => string;
  required?: true;
}

export const kinds: readonly Organisation["kind"][] = [
  "state", "government", "local-government", "embassy", "agency", "university", "research-institute", "company", "consortium", "fund", "association", "media", "group",
];
export const qualities: readonly Source["quality"][] = ["official", "news-citing-official", "news", "secondary", "academic", "personal", "own-computation"];
const qualifiers: readonly Figure["qualifier"][] = ["exact", "about", "at-least", "under"];
export const figureKinds: readonly Figure["kind"][] = ["actual", "target", "forecast", "need"];
const pers: readonly NonNullable<Commitment["per"]>[] = ["year", "total"];

const names: Column[] = [
  { name: "name_en", label: "ui.field.name_en", control: "text", required: true },
  { name: "name_vi", label: "ui.field.name_vi", control: "text" },
  { name: "name_ja", label: "ui.field.name_ja", control: "text" },
];

const notes: Column[] = [
  { name: "note_en", label: "ui.field.note_en", control: "lines" },
  { name: "note_vi", label: "ui.field.note_vi", control: "lines" },
  { name: "note_ja", label: "ui.field.note_ja", control: "lines" },
];

const origin: Column[] = [
  { name: "source", label: "ui.field.source", control: "reference", table: "sources", required: true },
  { name: "locator", label: "ui.field.locator", control: "text" },
];

export const organisationColumns: readonly Column[] = [
  ...names,
  { name: "kind", label: "ui.field.kind", control: "choice", choices: kinds, wordOf: (choice) => `ui.kind.${choice}`, required: true },
  { name: "country", label: "ui.field.country", control: "list" },
  { name: "aliases", label: "ui.field.aliases", control: "list" },
  { name: "valid_from", label: "ui.field.valid_from", control: "date" },
  { name: "valid_to", label: "ui.field.valid_to", control: "date" },
  { name: "successor", label: "ui.field.successor", control: "reference", table: "organisations" },
];

export const sourceColumns: readonly Column[] = [
  { name: "title", label: "ui.field.title", control: "text", required: true },
  { name: "publisher", label: "ui.field.publisher", control: "text" },
  { name: "published", label: "ui.field.published", control: "date" },
  { name: "address", label: "ui.field.address", control: "text" },
  { name: "language", label: "ui.field.language", control: "text" },
  { name: "quality", label: "ui.field.quality", control: "choice", choices: qualities, wordOf: (choice) => `ui.quality.${choice}`, required: true },
  ...notes,
];

export const commitmentColumns: readonly Column[] = [
  { name: "what_en", label: "ui.field.what_en", control: "lines", required: true },
  { name: "what_vi", label: "ui.field.what_vi", control: "lines" },
  { name: "what_ja", label: "ui.field.what_ja", control: "lines" },
  { name: "by", label: "ui.field.by", control: "references", table: "organisations", required: true },
  { name: "to", label: "ui.field.to", control: "references", table: "organisations" },
  { name: "sector", label: "ui.field.sector", control: "text" },
  { name: "made_on", label: "ui.field.made_on", control: "date" },
  { name: "starts", label: "ui.field.starts", control: "date" },
  { name: "due", label: "ui.field.due", control: "date" },
  { name: "indicator", label: "ui.field.indicator", control: "reference", table: "indicators" },
  { name: "value", label: "ui.field.value", control: "text" },
  { name: "qualifier", label: "ui.field.qualifier", control: "choice", choices: qualifiers, wordOf: (choice) => `ui.qualifier.${choice}` },
  { name: "per", label: "ui.field.per", control: "choice", choices: pers, wordOf: (choice) => `ui.per.${choice}` },
  { name: "programme", label: "ui.field.programme", control: "reference", table: "programmes" },
  { name: "agreement", label: "ui.field.agreement", control: "reference", table: "agreements" },
  ...origin,
];

export const figureColumns: readonly Column[] = [
  { name: "value", label: "ui.field.value", control: "text" },
  { name: "low", label: "ui.field.low", control: "text" },
  { name: "high", label: "ui.field.high", control: "text" },
  { name: "qualifier", label: "ui.field.qualifier", control: "choice", choices: qualifiers, wordOf: (choice) => `ui.qualifier.${choice}`, required: true },
  { name: "kind", label: "ui.field.kind", control: "choice", choices: figureKinds, wordOf: (choice) => `track.kind-${choice}`, required: true },
  { name: "period_start", label: "ui.field.period_start", control: "date" },
  { name: "period_end", label: "ui.field.period_end", control: "date" },
  { name: "as_of", label: "ui.field.as_of", control: "date" },
  ...origin,
  { name: "replaces", label: "ui.field.replaces", control: "reference", table: "figures" },
  ...notes,
];
