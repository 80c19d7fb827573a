// The models, the newest first; without any, where to begin.
import type { Model } from "generated/api";
import { useList } from "../../api/use.ts";
import { Dots, TextIn } from "../../components/ledger.tsx";
import { Chip, PageHead } from "../../components/parts.tsx";
import { Rows } from "../../components/rows.tsx";
import { formatInstant } from "../../format.ts";
import { type PageProps, writesModels } from "../../shell/page.ts";
import { href } from "../../shell/router.ts";
import { t } from "../../words.ts";

export function ModelsPage({ me }: PageProps) {
  const list = useList("list-models", { sort: "-made_at" });
  const may = writesModels(me);
  return (
    <>
      <PageHead
        title={t("ui.plan.title")}
        lead={t("ui.plan.lead")}
        actions={
          may &&
          list.items.length > 0 && (
            <a class="button primary" href="#/plan/new">
              {t("ui.plan.new")}
            </a>
          )
        }
      />
      <Rows list={list} keyOf={(model) => model.model} row={(model) => <ModelLines model={model} />} empty={<NoModels may={may} />} />
    </>
  );
}

/** What a model is here, and the two ways to the first one. */
function NoModels({ may }: { may: boolean }) {
  return (
    <div class="empty">
      <p class="empty-title">{t("ui.plan.none")}</p>
      <p>{t("ui.plan.none-what")}</p>
      {!may && <p>{t("ui.plan.none-wait")}</p>}
      {may && (
        <>
          <ol class="steps">
            <li>{t("ui.plan.none-sample")}</li>
            <li>{t("ui.plan.none-own")}</li>
          </ol>
          <div class="actions">
            <a class="button primary" href="#/plan/new?from=sample">
              {t("ui.plan.from-sample")}
            </a>
            <a class="button" href="#/plan/new?from=own">
              {t("ui.plan.from-file")}
            </a>
          </div>
        </>
      )}
    </div>
  );
}

function ModelLines({ model }: { model: Model }) {
  return (
    <>
      <p class="row-title">
        <a href={href`/plan/${model.model}`}>{model.title.en || model.title.vi || model.title.ja ? <TextIn texts={model.title} /> : model.model}</a>{" "}
        {model.sample && <Chip tone="note">{t("ui.plan.sample")}</Chip>}
      </p>
      <p class="small">
        <Dots bits={[<span class="id">{model.model}</span>, formatInstant(model.made_at), model.files.some((file) => file.name === "model") ? t("ui.plan.files-count", { count: model.files.length }) : t("ui.plan.no-file")]} />
      </p>
    </>
  );
}
