// Contradictions side by side, each side with its source. The page does not say which is right.
import type { Contradiction, Number as LedgerNumber } from "generated/api";
import { Amount, asOf, Dots, kindWord, NameOf, Origin, periodOf, useUnit } from "../../components/ledger.tsx";
import { Chip, Section } from "../../components/parts.tsx";
import { formatAmount, formatGap } from "../../format.ts";
import { sentences, t, type Word } from "../../words.ts";

const kinds: Record<string, Word> = {
  "values-differ": "ui.contradiction.values-differ",
  "part-is-larger": "ui.contradiction.part-is-larger",
  "partition-differs": "ui.contradiction.partition-differs",
  "promise-differs": "ui.contradiction.promise-differs",
};

export function Contradictions({ contradictions, numbers }: { contradictions: Contradiction[]; numbers: LedgerNumber[] }) {
  if (contradictions.length === 0) return null;
  return (
    <Section title={t("ui.contradiction.title")} note={t("ui.contradiction.note")}>
      <div class="stack">
        {contradictions.map((one) => (
          <OneContradiction key={`${one.kind} ${one.first} ${one.second ?? one.commitment ?? ""}`} contradiction={one} numbers={numbers} />
        ))}
      </div>
    </Section>
  );
}

export function OneContradiction({ contradiction, numbers }: { contradiction: Contradiction; numbers: LedgerNumber[] }) {
  const find = (id: string | undefined) => numbers.find((number) => number.id === id);
  const first = find(contradiction.first);
  const second = find(contradiction.second);
  const unit = useUnit(first?.indicator);
  return (
    <article class="card contradiction">
      <h3>{first ? <NameOf id={first.indicator} /> : <span class="id">{contradiction.first}</span>}</h3>
      <p class="small">
        {sentences(
          t(kinds[contradiction.kind] ?? "ui.contradiction.values-differ"),
          contradiction.gap !== undefined && t("ui.contradiction.gap", { gap: formatGap(contradiction.gap, unit) }),
        )}
        {contradiction.is_past && (
          <>
            {" "}
            <Chip>{t("ui.contradiction.past")}</Chip>
          </>
        )}
      </p>
      <div class="sides">
        {first && <Side number={first} numbers={numbers} named={false} />}
        {second && <Side number={second} numbers={numbers} named={second.indicator !== first?.indicator} />}
        {contradiction.sum !== undefined && (
          <div class="side-of">
            <p class="label">{t("track.sum")}</p>
            <p class="side-amount">{formatAmount({ value: contradiction.sum }, unit)}</p>
          </div>
        )}
      </div>
    </article>
  );
}

function Side({ number, numbers, named }: { number: LedgerNumber; numbers: LedgerNumber[]; named: boolean }) {
  return (
    <div class="side-of">
      <p class="side-amount">
        <Amount number={number} />
      </p>
      <p class="small">
        <Dots bits={[named && <NameOf id={number.indicator} />, periodOf(number), kindWord(number.kind)]} />
      </p>
      <p class="small">
        <Dots bits={[<Origin number={number} numbers={numbers} />, asOf(number)]} />
      </p>
    </div>
  );
}
