// Fields of forms: a label, the control, a hint, and what is wrong with it, all tied together.
import type { Finding } from "generated/api";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ComponentChildren;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const ids = { id, ...(described ? { "aria-describedby": described } : {}), ...(error ? { "aria-invalid": true as const } : {}) };
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={id}>{label}</label>
      {children(ids)}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface TextProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  type?: "text" | "password" | "search" | "number" | "url";
  required?: boolean;
  lines?: number;
  lang?: string;
  autocomplete?: string;
  placeholder?: string;
  max?: number;
}

export function TextField({ label, value, onInput, hint, error, lines, type = "text", max, ...rest }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) =>
        lines ? (
          <textarea {...ids} {...rest} rows={lines} value={value} maxLength={max} onInput={(event) => onInput(event.currentTarget.value)} />
        ) : (
          <input {...ids} {...rest} type={type} value={value} maxLength={max} onInput={(event) => onInput(event.currentTarget.value)} />
        )
      }
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
}

interface SelectProps {
  label: string;
  value: string;
  choices: Choice[];
  onChange: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  required?: boolean;
}

export function SelectField({ label, value, choices, onChange, hint, error, required }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <select {...ids} value={value} required={required} onChange={(event) => onChange(event.currentTarget.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Several of a few. */
export function ChecksField({ label, values, choices, onChange }: { label: string; values: string[]; choices: Choice[]; onChange: (values: string[]) => void }) {
  return (
    <fieldset class="checks">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type="checkbox"
            checked={values.includes(choice.value)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...values, choice.value] : values.filter((value) => value !== choice.value))}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** One of a few, each with a sentence. */
export function RadioField({ label, name, value, choices, onChange }: { label: string; name: string; value: string; choices: (Choice & { hint?: string })[]; onChange: (value: string) => void }) {
  return (
    <fieldset class="radios">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input type="radio" name={name} value={choice.value} checked={value === choice.value} onChange={() => onChange(choice.value)} />
          <span>
            {choice.label}
            {choice.hint && <small>{choice.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What the server found wrong with one column. */
export function errorOf(findings: Finding[] | undefined, column: string): string | undefined {
  return findings?.find((finding) => finding.column === column)?.message;
}
