// A new round: empty, for one's own spreadsheet, or a copy of the sample.
import type { NewRound } from "generated/api";
import { useRef, useState } from "preact/hooks";
import { call, keyKeeper } from "../../api/client.ts";
import { useAction } from "../../api/use.ts";
import { errorOf, RadioField, TextField } from "../../components/fields.tsx";
import { PageHead, TroubleView } from "../../components/parts.tsx";
import { go, href } from "../../shell/router.ts";
import { language, t } from "../../words.ts";

export function NewRoundPage() {
  const [from, setFrom] = useState("own");
  const [round, setRound] = useState("");
  const [title, setTitle] = useState("");
  const key = useRef(keyKeeper());
  const { run, busy, trouble } = useAction();

  const send = async (event: Event) => {
    event.preventDefault();
    const body: NewRound = { round: round.trim() };
    if (from === "sample") body.from_sample = true;
    else if (title.trim()) body.title = { [language()]: title.trim() };
    if (await run(async () => void (await call("add-round", {}, { body, key: key.current(body) })))) go(href`/rounds/${body.round}`);
  };
  const choices = [
    { value: "own", label: t("ui.new-round.own"), hint: t("ui.new-round.own-hint") },
    { value: "sample", label: t("ui.new-round.sample"), hint: t("ui.new-round.sample-hint") },
  ];
  return (
    <>
      <PageHead above={<a href="#/rounds">{t("ui.rounds.title")}</a>} title={t("ui.rounds.new")} />
      {trouble && <TroubleView trouble={trouble} />}
      <form class="stack narrow" onSubmit={(event) => void send(event)}>
        <RadioField label={t("ui.new-round.from")} name="from" value={from} choices={choices} onChange={setFrom} />
        <TextField
          label={t("ui.new-round.id")}
          hint={t("ui.new-round.id-hint")}
          value={round}
          onInput={setRound}
          error={errorOf(trouble?.findings, "round")}
          max={64}
          required
        />
        {from === "own" && <TextField label={t("ui.field.title")} hint={t("ui.new-round.title-hint")} value={title} onInput={setTitle} />}
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            {t("ui.new-round.do")}
          </button>
          <a class="button" href="#/rounds">
            {t("ui.cancel")}
          </a>
        </div>
      </form>
    </>
  );
}
