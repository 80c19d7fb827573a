// A lottery that was drawn: everything that it follows from, and how anyone computes it again with standard tools.
import type { Lottery } from "generated/api";
import { useState } from "preact/hooks";
import { Copied } from "../../components/copy.tsx";
import { TextField } from "../../components/fields.tsx";
import { Facts } from "../../components/parts.tsx";
import { t } from "../../words.ts";
import { whenBy } from "./lottery.tsx";
import { commitmentCommand, numberCommand, numberText, seedCommand, useHash } from "./lottery-hashes.ts";

export function Drawn({ lottery }: { lottery: Lottery }) {
  const { commitment = "", secret = "", beacon = "", seed = "" } = lottery;
  return (
    <div class="step">
      <h3>{t("ui.lottery.step-drawn")}</h3>
      <Facts
        rows={[
          [t("ui.lottery.commitment"), <span class="id">{commitment}</span>],
          [t("ui.lottery.committed-at"), whenBy(lottery.committed_at, lottery.committed_by) ?? t("ui.lottery.unrecorded")],
          [t("ui.lottery.secret"), <span class="id">{secret}</span>],
          [t("ui.lottery.beacon"), beacon],
          [t("ui.lottery.revealed-at"), whenBy(lottery.revealed_at, lottery.revealed_by)],
          [t("ui.lottery.seed"), <span class="id">{seed}</span>],
        ]}
      />
      <p class="note">{t("ui.lottery.recipe-commitment")}</p>
      <Copied text={commitmentCommand(secret)} label={t("ui.lottery.recipe-commitment")} />
      <p class="note">{t("ui.lottery.recipe-seed")}</p>
      <Copied text={seedCommand(secret, beacon)} label={t("ui.lottery.recipe-seed")} />
      <NumberOf lottery={lottery} />
    </div>
  );
}

function NumberOf({ lottery }: { lottery: Lottery }) {
  const { round, rule, seed = "" } = lottery;
  const byPlace = rule === "multiple-lottery";
  const [applicant, setApplicant] = useState("");
  const [place, setPlace] = useState("");
  const who = applicant.trim();
  const where = byPlace ? place.trim() : "";
  const asked = who !== "" && (!byPlace || where !== "");
  const number = useHash(asked ? numberText(seed, round, who, where) : "");
  return (
    <>
      <h4>{t("ui.lottery.of-applicant")}</h4>
      <div class="inline-form">
        <TextField label={t("ui.explain.who")} value={applicant} onInput={setApplicant} />
        {byPlace && <TextField label={t("ui.lottery.of-place")} value={place} onInput={setPlace} />}
      </div>
      <div aria-live="polite">
        {number && (
          <>
            <Facts rows={[[t("ui.lottery.number"), <span class="id">{number}</span>]]} />
            <p class="note">{t("ui.lottery.recipe-number")}</p>
            <Copied text={numberCommand(seed, round, who, where)} label={t("ui.lottery.recipe-number")} />
          </>
        )}
      </div>
    </>
  );
}
