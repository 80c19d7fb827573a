// The rounds, the newest first.
import type { ListedRound } from "generated/api";
import { useList } from "../../api/use.ts";
import { Dots, TextIn } from "../../components/ledger.tsx";
import { Chip, Empty, PageHead } from "../../components/parts.tsx";
import { Rows } from "../../components/rows.tsx";
import { formatInstant } from "../../format.ts";
import { type PageProps, runsRounds } from "../../shell/page.ts";
import { href } from "../../shell/router.ts";
import { t } from "../../words.ts";

export function RoundsPage({ me }: PageProps) {
  const list = useList("list-rounds", { sort: "-made_at" });
  const make = runsRounds(me) && (
    <a class="button primary" href="#/rounds/new">
      {t("ui.rounds.new")}
    </a>
  );
  return (
    <>
      <PageHead title={t("ui.rounds.title")} lead={t("ui.rounds.lead")} actions={make} />
      <Rows
        list={list}
        keyOf={(round) => round.round}
        row={(round) => <RoundLines round={round} />}
        empty={
          <Empty title={t("ui.rounds.none")} action={make}>
            {t(runsRounds(me) ? "ui.rounds.none-do" : "ui.rounds.none-wait")}
          </Empty>
        }
      />
    </>
  );
}

function RoundLines({ round }: { round: ListedRound }) {
  return (
    <>
      <p class="row-title">
        <a href={href`/rounds/${round.round}`}>
          <TextIn texts={round.title} />
        </a>{" "}
        {round.synthetic && <Chip tone="note">{t("ui.synthetic")}</Chip>}
      </p>
      <p class="small">
        <Dots
          bits={[
            <span class="id">{round.round}</span>,
            formatInstant(round.made_at),
            round.tables && t("ui.rounds.tables", { count: round.tables.length }),
            round.newest_result ? <a href={href`/results/${round.newest_result}`}>{t("ui.rounds.to-result")}</a> : t("ui.rounds.no-result"),
          ]}
        />
      </p>
    </>
  );
}
