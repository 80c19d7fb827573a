// Groups and lines of seats of a result, drawn; only for rounds that have them.
import type { Result, Round } from "generated/api";
import { Picture } from "../../charts/picture.tsx";
import { Section } from "../../components/parts.tsx";
import { t } from "../../words.ts";
import type { Certificate } from "./claims.tsx";

const tables = ["groups", "seats"];

/** What is in a workbook is known of the round as it is now only. */
function hasTree(result: Result, round: Round | undefined): boolean {
  if (tables.some((table) => result.inputs.some(({ name }) => name === `${table}.csv`))) return true;
  return result.current && round !== undefined && round.tables.some(({ name }) => tables.includes(name));
}

/** Budgets of two agencies stand in groups.csv too, and are no seats. */
export function Seats({ result, round, certificate }: { result: Result; round: Round | undefined; certificate: Certificate | undefined }) {
  if (!certificate || certificate.rules.mechanism?.includes("agency") || !hasTree(result, round)) return null;
  return (
    <Section id="seats" title={t("ui.seats.title")} note={t("ui.seats.note")}>
      <Picture route="seats-chart" parameters={{ result: result.result }} />
    </Section>
  );
}
