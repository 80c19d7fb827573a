// The first page: the loop with real numbers at its corners, and every target as a card.
import { useGet } from "../../api/use.ts";
import { Empty, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { formatDate } from "../../format.ts";
import { may, type PageProps, type PageRow, readsLedger, readsModels, writesLedger } from "../../shell/page.ts";
import { t } from "../../words.ts";
import { Loop } from "./loop.tsx";
import { TargetCard } from "./target.tsx";

function OverviewPage({ me }: PageProps) {
  const { data, trouble, reload } = useGet("overview", {});
  return (
    <>
      <PageHead title={t("ui.overview.title")} lead={data && t("ui.overview.lead", { date: formatDate(data.as_of) })} />
      {trouble && <TroubleView trouble={trouble} retry={reload} />}
      {!data && !trouble && <Loading />}
      {data && (
        <>
          <Loop counts={data.counts} />
          <Section title={t("ui.overview.targets")} note={t("ui.overview.targets-note")}>
            {data.targets.length === 0 && (
              <Empty title={t("ui.overview.no-targets")}>{t(writesLedger(me) ? "ui.overview.no-targets-do" : "ui.overview.no-targets-wait")}</Empty>
            )}
            <div class="cards">
              {data.targets.map((target) => (
                <TargetCard key={target.number} target={target} numbers={data.numbers} model={may(me, readsModels) ? target.outlook : undefined} />
              ))}
            </div>
          </Section>
        </>
      )}
    </>
  );
}

export const overviewRows: PageRow[] = [{ path: "/", title: "ui.overview.title", roles: readsLedger, component: OverviewPage, group: "track" }];
