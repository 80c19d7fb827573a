// An applicant's own results: in each round, the newest one with its reasons. Nobody else's.
import type { ListedRound } from "generated/api";
import { useState } from "preact/hooks";
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
          {list.items.map((round, i) => (
            <Mine key={round.round} round={round} applicant={me.applicant ?? ""} first={i === 0} />
          ))}
        </div>
      )}
      {me.applicant && !list.loading && !list.trouble && list.items.length === 0 && <Empty title={t("ui.mine.none")}>{t("ui.mine.none-yet")}</Empty>}
      <More list={list} />
    </>
  );
}

/** The newest round is open. A reason is computed when it is asked for, so the others wait until they are opened. */
function Mine({ round, applicant, first }: { round: ListedRound; applicant: string; first: boolean }) {
  const [open, setOpen] = useState(first);
  const results = useList("list-results", open ? { round: round.round, limit: 1 } : null);
  const newest = results.items[0];
  const { data, trouble, loading } = useGet("explain", newest ? { result: newest.result, applicant, lang: language() } : null);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <TextIn texts={round.title} /> {round.synthetic && <Chip tone="note">{t("ui.synthetic")}</Chip>}
      </summary>
      {newest && <p class="small">{formatInstant(newest.at)}</p>}
      {open && !results.loading && !newest && <p>{t("ui.mine.none-yet")}</p>}
      {loading && <Loading />}
      {trouble && (trouble.status === 404 ? <p>{t("ui.mine.not-in")}</p> : <TroubleView trouble={trouble} />)}
      {data && <Story story={data} />}
    </details>
  );
}
