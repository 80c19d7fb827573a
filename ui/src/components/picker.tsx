// Chooses rows of the ledger by searching for them: one, or several.
import { useId, useState } from "preact/hooks";
import { useNames } from "../api/names.ts";
import { useSearch } from "../shell/search.tsx";
import { t } from "../words.ts";
import { Field } from "./fields.tsx";
import { NameOf, TextIn } from "./ledger.tsx";

interface PickerProps {
  label: string;
  table: string | undefined;
  values: string[];
  many?: boolean;
  onChange: (values: string[]) => void;
  hint?: string;
  error?: string | undefined;
}

export function Picker({ label, table, values, many, onChange, hint, error }: PickerProps) {
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(0);
  const { found, searched } = useSearch(words, table);
  const list = useId();
  useNames(values);
  const choices = found.filter((one) => !values.includes(one.id)).slice(0, 8);
  const take = (id: string | undefined) => {
    if (!id) return;
    onChange(many ? [...values, id] : [id]);
    setWords("");
    setChosen(0);
  };
  const keys = (event: KeyboardEvent) => {
    if (choices.length === 0) return;
    if (event.key === "ArrowDown") setChosen((chosen + 1) % choices.length);
    else if (event.key === "ArrowUp") setChosen((chosen + choices.length - 1) % choices.length);
    else if (event.key === "Enter") take(choices[chosen]?.id);
    else return;
    event.preventDefault();
  };
  const open = words !== "" && choices.length > 0;
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div class="picker">
          {values.length > 0 && (
            <ul class="picked">
              {values.map((id) => (
                <li key={id}>
                  <NameOf id={id} link={false} />
                  <button type="button" class="plain" aria-label={t("ui.picker.remove", { id })} onClick={() => onChange(values.filter((other) => other !== id))}>
                    <span aria-hidden="true">×</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          <input
            {...ids}
            type="search"
            value={words}
            placeholder={t("ui.picker.placeholder")}
            onInput={(event) => setWords(event.currentTarget.value)}
            onKeyDown={keys}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={open}
            aria-controls={list}
            aria-activedescendant={open ? `${list}-${chosen}` : undefined}
            autocomplete="off"
          />
          <ul id={list} class="found" role="listbox" aria-label={label} hidden={!open}>
            {choices.map((one, i) => (
              <li key={one.id} id={`${list}-${i}`} role="option" aria-selected={i === chosen} onClick={() => take(one.id)}>
                <span>
                  <TextIn texts={one.name} />
                </span>
                <small class="id">{one.id}</small>
              </li>
            ))}
          </ul>
          {words !== "" && searched !== "" && found.length === 0 && <p class="hint">{t("ui.search.nothing", { words: searched })}</p>}
        </div>
      )}
    </Field>
  );
}
