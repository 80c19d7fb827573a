// The lottery of a round in steps: fix a secret, publish its hash, reveal it when nobody can change anything any more.
// A secret that is made here stays in this browser until it is revealed.
import type { Lottery, LotteryEdit } from "generated/api";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/client.ts";
import { useAction, useGet } from "../../api/use.ts";
import { Copied } from "../../components/copy.tsx";
import { ChecksField, TextField } from "../../components/fields.tsx";
import { Chip, Facts, Loading, Section, TroubleView } from "../../components/parts.tsx";
import { formatInstant } from "../../format.ts";
import { say } from "../../shell/toasts.tsx";
import { t } from "../../words.ts";
import { newSecret, seedText, useHash } from "./lottery-hashes.ts";
import { Drawn } from "./lottery-drawn.tsx";

interface Step {
  lottery: Lottery;
  onChanged: () => void;
}

/** turn: another number where the rules may have changed. */
export function LotterySection({ round, mayChange, turn, onChanged }: { round: string; mayChange: boolean; turn: number; onChanged: () => void }) {
  const { data, trouble, reload } = useGet("get-lottery", { round });
  useEffect(() => reload(), [turn]);
  const changed = () => (reload(), onChanged());
  const draws = data?.rule === "single-lottery" || data?.rule === "multiple-lottery";
  return (
    <Section id="lottery" title={t("ui.lottery.title")} note={t("ui.lottery.note")}>
      {trouble && <TroubleView trouble={trouble} retry={reload} />}
      {!data && !trouble && <Loading />}
      {data && !draws && data.state === "none" && <p>{t("ui.lottery.no-lots")}</p>}
      {data && (draws || data.state !== "none") && (
        <div class="lottery">
          <p>
            <Chip tone={data.state === "none" ? "note" : "accent"}>{t(`ui.lottery.state.${data.state}`)}</Chip>
          </p>
          <Edits edits={data.edits} />
          <Steps lottery={data} mayChange={mayChange} onChanged={changed} />
        </div>
      )}
    </Section>
  );
}

function Steps({ lottery, mayChange, onChanged }: Step & { mayChange: boolean }) {
  if (lottery.state === "revealed") return <Drawn lottery={lottery} />;
  if (lottery.state === "none") {
    return (
      <>
        <p>{t("ui.lottery.not-yet")}</p>
        {mayChange && <Commit title={t("ui.lottery.step-commit")} lottery={lottery} onChanged={onChanged} />}
      </>
    );
  }
  return (
    <>
      <Publish lottery={lottery} />
      {mayChange && <Reveal lottery={lottery} onChanged={onChanged} />}
      {mayChange && (
        <details>
          <summary>{t("ui.lottery.lost")}</summary>
          <p class="note">{t("ui.lottery.lost-note")}</p>
          <Commit lottery={lottery} onChanged={onChanged} />
        </details>
      )}
    </>
  );
}

/** Where a step was taken by which hand, as the log has it. */
export function whenBy(at: string | undefined, by: string | undefined): string | undefined {
  return at && t("ui.lottery.when-by", { when: formatInstant(at), by: by ?? t("ui.lottery.somebody") });
}

export function Edits({ edits }: { edits: LotteryEdit[] }) {
  const late = edits.filter((edit) => edit.after_reveal);
  const early = edits.filter((edit) => !edit.after_reveal);
  return (
    <>
      {early.length > 0 && <Edited title={t("ui.lottery.edited")} edits={early} />}
      {late.length > 0 && <Edited title={t("ui.lottery.edited-late")} edits={late} />}
    </>
  );
}

function Edited({ title, edits }: { title: string; edits: LotteryEdit[] }) {
  return (
    <div class="note edited">
      <p>{title}</p>
      <ul>
        {edits.map((edit, i) => (
          <li key={i}>{t(`ui.lottery.edit-${edit.what}`, { when: formatInstant(edit.at), by: edit.by ?? t("ui.lottery.somebody") })}</li>
        ))}
      </ul>
    </div>
  );
}

/** A commitment that replaces another names it. */
function useCommit({ lottery, onChanged }: Step) {
  const { run, busy, trouble } = useAction();
  const commit = async (commitment: string) => {
    const went = await run(async () => void (await call("commit-lottery", { round: lottery.round }, { body: { commitment, ...(lottery.commitment ? { replaces: lottery.commitment } : {}) } })));
    if (!went) return;
    say(t("ui.lottery.committed"));
    onChanged();
  };
  return { commit, busy, trouble };
}

function Commit({ title, ...step }: Step & { title?: ComponentChildren }) {
  const [secret, setSecret] = useState("");
  const { commit, busy, trouble } = useCommit(step);
  return (
    <div class="step">
      {title && <h3>{title}</h3>}
      {trouble && <TroubleView trouble={trouble} />}
      {!secret && (
        <>
          <p class="note">{t("ui.lottery.make-note")}</p>
          <div class="actions">
            <button type="button" class={step.lottery.state === "none" ? "primary" : undefined} onClick={() => setSecret(newSecret())}>
              {t("ui.lottery.make")}
            </button>
          </div>
        </>
      )}
      {secret && <Made secret={secret} round={step.lottery.round} busy={busy} onKept={(hash) => void commit(hash)} />}
      {!secret && <Elsewhere busy={busy} onHash={(hash) => void commit(hash)} />}
    </div>
  );
}

function Made({ secret, round, busy, onKept }: { secret: string; round: string; busy: boolean; onKept: (hash: string) => void }) {
  const hash = useHash(secret);
  const [kept, setKept] = useState<string[]>([]);
  return (
    <div class="card step">
      <p>{t("ui.lottery.secret-made")}</p>
      <Copied text={secret} label={t("ui.lottery.secret")} />
      <p class="actions">
        <a class="button" href={`data:text/plain,${secret}`} download={`enishi-secret-${round}.txt`}>
          {t("ui.lottery.keep")}
        </a>
      </p>
      <Facts rows={[[t("ui.lottery.hash"), <span class="id">{hash}</span>]]} />
      <ChecksField label={t("ui.lottery.secret")} values={kept} choices={[{ value: "kept", label: t("ui.lottery.kept") }]} onChange={setKept} />
      <div class="actions">
        <button type="button" class="primary" disabled={busy || kept.length === 0 || !hash} onClick={() => onKept(hash)}>
          {t("ui.lottery.commit")}
        </button>
      </div>
    </div>
  );
}

function Elsewhere({ busy, onHash }: { busy: boolean; onHash: (hash: string) => void }) {
  const [typed, setTyped] = useState("");
  const hash = typed.trim().toLowerCase();
  const fits = /^[0-9a-f]{64}$/.test(hash);
  return (
    <details>
      <summary>{t("ui.lottery.elsewhere")}</summary>
      <form
        class="stack narrow"
        onSubmit={(event) => {
          event.preventDefault();
          if (fits) onHash(hash);
        }}
      >
        <p class="note">{t("ui.lottery.elsewhere-note")}</p>
        <Copied text={'printf %s "$SECRET" | sha256sum'} />
        <TextField label={t("ui.lottery.paste")} value={typed} onInput={setTyped} error={hash && !fits ? t("ui.lottery.not-hash") : undefined} autocomplete="off" required />
        <div class="actions">
          <button type="submit" disabled={busy || !fits}>
            {t("ui.lottery.commit")}
          </button>
        </div>
      </form>
    </details>
  );
}

function Publish({ lottery }: { lottery: Lottery }) {
  const { round, commitment = "", committed_at } = lottery;
  const text = t("ui.lottery.text", { round, commitment, when: committed_at ? formatInstant(committed_at) : t("ui.none") });
  return (
    <div class="step">
      <h3>{t("ui.lottery.step-publish")}</h3>
      <Facts
        rows={[
          [t("ui.lottery.commitment"), <span class="id">{commitment}</span>],
          [t("ui.lottery.committed-at"), whenBy(committed_at, lottery.committed_by) ?? t("ui.lottery.unrecorded")],
        ]}
      />
      <p class="note">{t("ui.lottery.text-label")}</p>
      <Copied text={text} label={t("ui.lottery.text-label")} prose />
    </div>
  );
}

function Reveal({ lottery, onChanged }: Step) {
  const [beacon, setBeacon] = useState("");
  const [secret, setSecret] = useState("");
  const { run, busy, trouble } = useAction();
  const body = { secret: secret.trim(), beacon: beacon.trim() };
  const hash = useHash(body.secret);
  const seed = useHash(body.secret && body.beacon ? seedText(body.secret, body.beacon) : "");
  const fits = hash !== "" && hash === lottery.commitment;
  const reveal = async (event: Event) => {
    event.preventDefault();
    if (!fits || !confirm(t("ui.lottery.reveal-sure"))) return;
    const went = await run(async () => void (await call("reveal-lottery", { round: lottery.round }, { body })));
    if (!went) return;
    say(t("ui.lottery.revealed"));
    onChanged();
  };
  return (
    <form class="step stack narrow" onSubmit={(event) => void reveal(event)}>
      <h3>{t("ui.lottery.step-reveal")}</h3>
      {trouble && <TroubleView trouble={trouble} />}
      <TextField label={t("ui.lottery.beacon")} hint={t("ui.lottery.beacon-hint")} value={beacon} onInput={setBeacon} autocomplete="off" required max={1000} />
      <TextField
        label={t("ui.lottery.secret")}
        hint={fits ? t("ui.lottery.fits") : undefined}
        value={secret}
        onInput={setSecret}
        error={hash && !fits ? t("ui.lottery.fits-not") : undefined}
        autocomplete="off"
        required
        max={1000}
      />
      {fits && seed && <Facts rows={[[t("ui.lottery.seed"), <span class="id">{seed}</span>]]} />}
      <div class="actions">
        <button type="submit" disabled={busy || !fits || !seed}>
          {t("ui.lottery.reveal")}
        </button>
      </div>
    </form>
  );
}
