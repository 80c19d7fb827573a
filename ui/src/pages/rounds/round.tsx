// One round, in the order of the work: tables, check, rules, seats; and its results.
import type { Job, Round } from "generated/api";
import { useRef, useState } from "preact/hooks";
import { call, keyKeeper } from "../../api/client.ts";
import { inLanguage } from "../../api/names.ts";
import { useAction, useGet, useList } from "../../api/use.ts";
import { Chip, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { Rows } from "../../components/rows.tsx";
import { formatInstant } from "../../format.ts";
import { type PageProps, runsRounds } from "../../shell/page.ts";
import { go, href } from "../../shell/router.ts";
import { say } from "../../shell/toasts.tsx";
import { t } from "../../words.ts";
import { CompareSection } from "./compare.tsx";
import { JobView } from "./job.tsx";
import { LotterySection } from "./lottery.tsx";
import { Problems } from "./problems.tsx";
import { RulesSection } from "./rules.tsx";
import { TablesSection } from "./tables.tsx";

export function RoundPage({ params, me }: PageProps) {
  const id = params.round ?? "";
  const reading = useGet("get-round", { round: id });
  // The rules are what form and lottery both change: each reads them again after the other.
  const [edited, setEdited] = useState(0);
  const [drawn, setDrawn] = useState(0);
  const { data, trouble, reload } = reading;
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return <Loading />;
  const title = inLanguage(data.title);
  // What was found in tables that have since been replaced is no longer shown.
  const uploads = data.tables.map((table) => `${table.name} ${table.at} ${table.size}`).join();
  return (
    <>
      <PageHead
        above={<a href="#/rounds">{t("ui.rounds.title")}</a>}
        title={title.text || id}
        lang={title.lang}
        lead={
          <>
            {(title.text || id) !== id && <span class="id">{id}</span>} {data.synthetic && <Chip tone="note">{t("ui.synthetic")}</Chip>}
          </>
        }
      />
      <TablesSection round={data} mayChange={runsRounds(me)} onChanged={reload} />
      <CheckSection key={`check ${uploads}`} round={data} mayRun={runsRounds(me)} onChecked={reload} />
      <RulesSection key={`rules ${drawn}`} round={id} mayChange={runsRounds(me)} onSaved={() => setEdited((times) => times + 1)} />
      <LotterySection round={id} mayChange={runsRounds(me)} turn={edited} onChanged={() => setDrawn((times) => times + 1)} />
      <SolveSection key={`solve ${uploads}`} round={data} mayRun={runsRounds(me)} onSolved={reload} />
      <ResultsSection round={data} />
      <CompareSection key={`compare ${id}`} round={data} />
      {runsRounds(me) && !data.newest_result && <Remove round={id} etag={reading.etag} />}
    </>
  );
}

function Remove({ round, etag }: { round: string; etag: string | undefined }) {
  const { run, busy, trouble } = useAction();
  const remove = async () => {
    if (!confirm(t("ui.rounds.remove-sure", { round }))) return;
    const went = await run(async () => void (await call("remove-round", { round }, { etag })));
    if (!went) return;
    say(t("ui.rounds.removed", { round }));
    go("#/rounds");
  };
  return (
    <div class="section">
      {trouble && <TroubleView trouble={trouble} />}
      <button type="button" class="danger" disabled={busy} onClick={() => void remove()}>
        {t("ui.rounds.remove")}
      </button>
    </div>
  );
}

interface Runs {
  round: Round;
  mayRun: boolean;
}

function CheckSection({ round, mayRun, onChecked }: Runs & { onChecked: () => void }) {
  const [job, setJob] = useState<Job>();
  const { run, busy, trouble } = useAction();
  const checked = job ?? round.checked ?? undefined;
  const start = () => void run(async () => setJob((await call("check-round", { round: round.round }, { key: crypto.randomUUID() })).data));
  return (
    <Section
      title={t("ui.rounds.step-check")}
      note={t("ui.rounds.check-note")}
      actions={
        mayRun && (
          <button type="button" class={round.tables.length > 0 && !checked ? "primary" : undefined} disabled={busy || round.tables.length === 0} onClick={start}>
            {t("ui.rounds.check")}
          </button>
        )
      }
    >
      {trouble && <TroubleView trouble={trouble} />}
      {!checked && <p>{t("ui.rounds.not-checked")}</p>}
      {checked && <JobView first={checked} mayCancel={mayRun} onOver={(ended) => (setJob(ended), onChecked())} />}
      {checked?.state === "done" && <Problems job={checked} round={round.round} />}
    </Section>
  );
}

function SolveSection({ round, mayRun, onSolved }: Runs & { onSolved: () => void }) {
  const [job, setJob] = useState<Job>();
  const key = useRef(keyKeeper());
  const { run, busy, trouble } = useAction();
  const start = () => void run(async () => setJob((await call("solve-round", { round: round.round }, { key: key.current(crypto.randomUUID()) })).data));
  const over = (ended: Job) => {
    setJob(ended);
    if (ended.state === "done" && ended.result) go(href`/results/${ended.result}`);
    else onSolved();
  };
  if (!mayRun) return null;
  const listedAbove = (round.checked?.findings?.length ?? 0) > 0;
  return (
    <Section title={t("ui.rounds.step-solve")} note={t("ui.rounds.solve-note")}>
      {trouble && <TroubleView trouble={trouble} />}
      <div class="actions">
        <button type="button" class="primary" disabled={busy || round.tables.length === 0 || job?.state === "running" || job?.state === "queued"} onClick={start}>
          {t("ui.rounds.solve")}
        </button>
      </div>
      {round.tables.length === 0 && <p class="hint">{t("ui.rounds.solve-later")}</p>}
      {job && <JobView first={job} mayCancel onOver={over} />}
      {job?.state === "failed" && !listedAbove && <Problems job={job} round={round.round} />}
    </Section>
  );
}

function ResultsSection({ round }: { round: Round }) {
  const list = useList("list-results", { round: round.round });
  if (!list.loading && list.items.length === 0 && !list.trouble) return null;
  return (
    <Section title={t("ui.rounds.results")}>
      <Rows
        list={list}
        keyOf={(result) => result.result}
        row={(result) => (
          <>
            <a href={href`/results/${result.result}`}>{t("ui.rounds.result", { number: result.result, when: formatInstant(result.at) })}</a>{" "}
            {result.current ? <Chip tone="accent">{t("ui.result.current")}</Chip> : <Chip>{t("ui.result.outdated")}</Chip>}{" "}
            {result.by && <span class="small">{t("ui.rounds.by", { by: result.by })}</span>}
          </>
        )}
      />
    </Section>
  );
}
