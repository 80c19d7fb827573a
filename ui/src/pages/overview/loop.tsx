// The loop that the work goes round: facts, plan, rounds, outcomes, and back. Each corner says how much of it
// there is, and leads there. On a phone the corners stand one below the other.
import type { Counts } from "generated/api";
import { formatNumber } from "../../format.ts";
import { t, type Word } from "../../words.ts";

interface Corner {
  name: string;
  title: Word;
  question: Word;
  link: string;
  numbers: [Word, number][];
  empty?: Word;
}

function cornersOf(counts: Counts): Corner[] {
  return [
    {
      name: "facts",
      title: "ui.loop.facts",
      question: "ui.loop.facts-question",
      link: "#/track",
      numbers: [["ui.loop.commitments", counts.commitments], ["ui.loop.figures", counts.figures], ["ui.loop.sources", counts.sources], ["ui.loop.contradictions", counts.contradictions]],
    },
    {
      name: "plan",
      title: "ui.loop.plan",
      question: "ui.loop.plan-question",
      link: "#/track?pace=measurable",
      numbers: [["ui.loop.targets", counts.targets], ["ui.loop.measurable", counts.measurable]],
    },
    {
      name: "rounds",
      title: "ui.loop.rounds",
      question: "ui.loop.rounds-question",
      link: "#/rounds",
      numbers: [["ui.loop.rounds-run", counts.rounds], ["ui.loop.seats", counts.seats], ["ui.loop.placed", counts.placed]],
    },
    {
      name: "outcomes",
      title: "ui.loop.outcomes",
      question: "ui.loop.outcomes-question",
      link: "#/records/figures?kind=actual",
      numbers: [["ui.loop.reported", counts.reported]],
      empty: "ui.loop.no-outcomes", // nothing in the ledger records one yet
    },
  ];
}

export function Loop({ counts }: { counts: Counts }) {
  return (
    <section class="loop" aria-label={t("ui.loop.label")}>
      <svg class="loop-ring" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        <rect x="12" y="14" width="76" height="72" rx="8" fill="none" />
      </svg>
      {(["right", "down", "left", "up"] as const).map((way) => (
        <svg key={way} class={`loop-arrow ${way}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M3 1l6 5-6 5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
      ))}
      {cornersOf(counts).map((corner) => (
        <a class={`corner corner-${corner.name}`} href={corner.link} key={corner.name}>
          <h2>{t(corner.title)}</h2>
          <p class="question">{t(corner.question)}</p>
          <dl>
            {corner.numbers.map(([word, count]) => (
              <div key={word}>
                <dt>{t(word)}</dt>
                <dd>{formatNumber(count)}</dd>
              </div>
            ))}
          </dl>
          {corner.empty && <p class="note">{t(corner.empty)}</p>}
        </a>
      ))}
      <p class="loop-middle" aria-hidden="true">
        <span lang="ja">縁</span>
        <span>{t("ui.loop.middle")}</span>
      </p>
    </section>
  );
}
