// An applicant's own results: in each round, the newest one with its reasons. Nobody else's.
import type { ListedRound } from "generated/api";
import { useGet, useList } from "../../api/use.ts";
import { TextIn } from "../../components/ledger.tsx";
import { Chip, Empty, Loading, More, PageHead, TroubleView } from "../../components/parts.tsx";
import { formatInstant } from "../../format.ts";
import type { PageProps } from "../../shell/page.ts";
import { language, t } from "../../words.ts";
import { Story } from "./explain.tsx";

export function MinePage({ me }: PageProps) {
  const list = useList("list-rounds", { sort: "-made_at" });
  return (
    <>
      <PageHead title={t("ui.mine.title")} lead={t("ui.mine.lead")} />
      {!me.applicant && <Empty title={t("ui.mine.nobody")}>{t("ui.mine.nobody-do")}</Empty>}
      {me.applicant && (
        <div class="stack">
          {list.items.map((round) => (
            <Mine key={round.round} round={round} applicant={me.applicant ?? ""} />
          ))}
        </div>
      )}
      {me.applicant && !list.loading && !list.trouble && list.items.length === 0 && <Empty title={t("ui.mine.none")}>{t("ui.mine.none-yet")}</Empty>}
      <More list={list} />
    </>
  );
}

function Mine({ round, applicant }: { round: ListedRound; applicant: string }) {
  const results = useList("list-results", { round: round.round, limit: 1 });
  const newest = results.items[0];
  const { data, trouble, loading } = useGet("explain", newest ? { result: newest.result, applicant, lang: language() } : null);
  return (
    <section>
      <h2>
        <TextIn texts={round.title} /> {round.synthetic && <Chip tone="note">{t("ui.synthetic")}</Chip>}
      </h2>
      {newest && <p class="small">{formatInstant(newest.at)}</p>}
      {!results.loading && !newest && <p>{t("ui.mine.none-yet")}</p>}
      {loading && <Loading />}
      {trouble && (trouble.status === 404 ? <p>{t("ui.mine.not-in")}</p> : <TroubleView trouble={trouble} />)}
      {data && <Story story={data} />}
    </section>
  );
}
