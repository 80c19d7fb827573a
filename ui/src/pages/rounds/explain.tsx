// "Why not me": for any person, what became of each wish and the numbers that decided.
import type { Explanation, WishStory } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { useGet } from "../../api/use.ts";
import { TextField } from "../../components/fields.tsx";
import { Chip, Empty, Loading, Section, TroubleView } from "../../components/parts.tsx";
import { setQuery } from "../../shell/router.ts";
import { language, t } from "../../words.ts";

export function Explain({ result, who }: { result: number; who: string }) {
  const [typed, setTyped] = useState(who);
  useEffect(() => setTyped(who), [who]);
  const { data, trouble, loading } = useGet("explain", who ? { result, applicant: who, lang: language() } : null);
  return (
    <Section id="why" title={t("ui.explain.title")} note={t("ui.explain.note")}>
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          setQuery({ who: typed.trim() });
        }}
      >
        <TextField label={t("ui.explain.who")} value={typed} onInput={setTyped} required />
        <button type="submit">{t("ui.explain.do")}</button>
      </form>
      {loading && <Loading />}
      {trouble && (trouble.status === 404 ? <Nobody who={who} /> : <TroubleView trouble={trouble} />)}
      {data && <Story story={data} />}
    </Section>
  );
}

function Nobody({ who }: { who: string }) {
  return (
    <div class="explanation" role="alert">
      <Empty title={t("ui.explain.nobody", { who })}>{t("ui.explain.nobody-do")}</Empty>
    </div>
  );
}

export function Story({ story }: { story: Explanation }) {
  return (
    <div class="card explanation">
      <p class="explanation-text">{story.text}</p>
      <ol class="wishes">
        {story.wishes.map((wish) => (
          <Wish key={`${wish.rank} ${wish.place} ${wish.term}`} wish={wish} />
        ))}
      </ol>
      <div class="actions">
        <button type="button" onClick={() => print()}>
          {t("ui.print")}
        </button>
      </div>
    </div>
  );
}

function Wish({ wish }: { wish: WishStory }) {
  const isResult = wish.fate === "met" || wish.fate === "held";
  return (
    <li>
      <p>
        <strong>{t("ui.explain.wish", { rank: wish.rank, place: wish.name || wish.place })}</strong> {wish.term && <Chip>{wish.term}</Chip>} {isResult && <Chip tone="accent">{t("ui.explain.result")}</Chip>}
      </p>
      <p>{wish.text}</p>
      {wish.notes.map((note) => (
        <p key={note} class="small">
          {note}
        </p>
      ))}
    </li>
  );
}
