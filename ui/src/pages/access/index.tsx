// The own account: name and language, password, API keys, signing out.
import type { Me, NewKey } from "generated/api";
import { useState } from "preact/hooks";
import { call, get, rememberMe } from "../../api/client.ts";
import { useAction, useGet, useList } from "../../api/use.ts";
import { ChecksField, errorOf, SelectField, TextField } from "../../components/fields.tsx";
import { Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { formatDate, formatInstant } from "../../format.ts";
import { everybody, type PageRow } from "../../shell/page.ts";
import { keepSignedIn } from "../../shell/preferences.ts";
import { say } from "../../shell/toasts.tsx";
import { isLanguage, languages, t } from "../../words.ts";

const scopes: readonly NewKey["scopes"][number][] = ["ledger-read", "ledger-write", "rounds-read", "rounds-write", "models-read", "models-write", "audit-read", "users", "metrics"];

function MePage() {
  const { data, etag, trouble, reload } = useGet("get-me", {});
  if (trouble) return <TroubleView trouble={trouble} retry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      <PageHead
        title={t("ui.me.title")}
        lead={t("ui.me.lead", { user: data.user, roles: data.roles.map((role) => t(`ui.role.${role}`)).join(t("track.comma")) })}
        actions={<SignOut />}
      />
      {!data.secure && <p class="note">{t("ui.me.plain-http")}</p>}
      <NameForm me={data} etag={etag} onSaved={reload} />
      <PasswordForm hasOne={data.has_password} asksOld={data.asks_old_password} onSaved={reload} />
      <Keys />
    </>
  );
}

function SignOut() {
  const { run, busy, trouble } = useAction();
  const leave = () =>
    void run(async () => {
      await call("sign-out", {});
      keepSignedIn(false);
      location.reload();
    });
  return (
    <>
      <button type="button" disabled={busy} onClick={leave}>
        {t("ui.me.sign-out")}
      </button>
      {trouble && <TroubleView trouble={trouble} />}
    </>
  );
}

function NameForm({ me, etag, onSaved }: { me: Me; etag: string | undefined; onSaved: () => void }) {
  const [name, setName] = useState(me.name);
  const [language, setLanguage] = useState<string>(me.language ?? "");
  const { run, busy, trouble } = useAction();
  const save = async (event: Event) => {
    event.preventDefault();
    const went = await run(async () => void (await call("put-me", {}, { body: { name: name.trim(), ...(isLanguage(language) ? { language } : {}) }, etag })));
    if (!went) return;
    say(t("ui.saved"));
    onSaved();
  };
  return (
    <Section title={t("ui.me.name-section")}>
      {trouble && <TroubleView trouble={trouble} />}
      <form class="stack narrow" onSubmit={(event) => void save(event)}>
        <TextField label={t("ui.users.name")} value={name} onInput={setName} error={errorOf(trouble?.findings, "name")} autocomplete="name" required max={200} />
        <SelectField
          label={t("ui.me.language")}
          hint={t("ui.me.language-hint")}
          value={language}
          choices={[{ value: "", label: t("ui.me.language-browser") }, ...languages.map((one) => ({ value: one, label: t(`ui.in.${one}`) }))]}
          onChange={setLanguage}
        />
        <div class="actions">
          <button type="submit" disabled={busy}>
            {t("ui.save")}
          </button>
        </div>
      </form>
    </Section>
  );
}

function PasswordForm({ hasOne, asksOld, onSaved }: { hasOne: boolean; asksOld: boolean; onSaved: () => void }) {
  const [old, setOld] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, trouble } = useAction();
  const save = async (event: Event) => {
    event.preventDefault();
    const went = await run(async () => {
      await call("put-password", {}, { body: { password, ...(asksOld ? { old } : {}) } });
      rememberMe(await get("get-me", {})); // a new password begins a new session, with a token of its own
    });
    if (!went) return;
    setOld("");
    setPassword("");
    say(t("ui.me.password-set"));
    onSaved();
  };
  const note = asksOld ? "ui.me.password-note" : hasOne ? "ui.me.recovery-note" : "ui.me.no-password";
  return (
    <Section title={t("ui.sign-in.password")} note={t(note)}>
      {trouble && <TroubleView trouble={trouble} />}
      <form class="stack narrow" onSubmit={(event) => void save(event)}>
        {asksOld && (
          <TextField type="password" label={t("ui.me.old-password")} value={old} onInput={setOld} autocomplete="current-password" required error={errorOf(trouble?.findings, "old")} />
        )}
        <TextField
          type="password"
          label={t("ui.me.new-password")}
          hint={t("ui.me.password-hint")}
          value={password}
          onInput={setPassword}
          autocomplete="new-password"
          required
          error={errorOf(trouble?.findings, "password")}
        />
        <div class="actions">
          <button type="submit" disabled={busy}>
            {t("ui.me.set-password")}
          </button>
        </div>
      </form>
    </Section>
  );
}

function Keys() {
  const list = useList("list-keys", {});
  const [secret, setSecret] = useState("");
  const { run, trouble } = useAction();
  const revoke = (key: number) =>
    void run(async () => {
      await call("remove-key", { key });
      say(t("ui.keys.revoked"));
      list.reload();
    });
  return (
    <Section title={t("ui.keys.title")} note={t("ui.keys.note")}>
      {(trouble ?? list.trouble) && <TroubleView trouble={(trouble ?? list.trouble)!} />}
      {secret && (
        <div class="card secret" role="status">
          <p>{t("ui.keys.secret")}</p>
          <pre tabIndex={0}>{secret}</pre>
          <div class="actions">
            <button type="button" onClick={() => setSecret("")}>
              {t("ui.keys.noted")}
            </button>
          </div>
        </div>
      )}
      <ul class="rows">
        {list.items.map((key) => (
          <li key={key.key} class="spread">
            <div>
              <p>
                <strong>{key.name}</strong>
              </p>
              <p class="small">{key.scopes.map((scope) => t(`ui.scope.${scope}`)).join(t("track.comma"))}</p>
              <p class="small">
                {t("ui.keys.made", { date: formatInstant(key.made_at) })}{" "}
                {key.expires_at && t("ui.keys.expires", { date: formatDate(key.expires_at.slice(0, 10)) })}{" "}
                {key.used_at ? t("ui.keys.used", { date: formatInstant(key.used_at) }) : t("ui.keys.unused")}
              </p>
            </div>
            <button type="button" class="danger" onClick={() => revoke(key.key)} aria-label={t("ui.keys.revoke-one", { name: key.name })}>
              {t("ui.keys.revoke")}
            </button>
          </li>
        ))}
      </ul>
      {!list.loading && list.items.length === 0 && <p>{t("ui.keys.none")}</p>}
      <NewKeyForm
        onMade={(made) => {
          setSecret(made);
          list.reload();
        }}
      />
    </Section>
  );
}

function NewKeyForm({ onMade }: { onMade: (secret: string) => void }) {
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [chosen, setChosen] = useState<string[]>(["ledger-read"]);
  const { run, busy, trouble } = useAction();
  const make = async (event: Event) => {
    event.preventDefault();
    const body: NewKey = { name: name.trim(), scopes: scopes.filter((scope) => chosen.includes(scope)) };
    if (days) body.days = Number(days);
    await run(async () => {
      const { data } = await call("add-key", {}, { body });
      setName("");
      onMade(data.secret);
    });
  };
  return (
    <details class="new-key">
      <summary>{t("ui.keys.new")}</summary>
      {trouble && <TroubleView trouble={trouble} />}
      <form class="stack narrow" onSubmit={(event) => void make(event)}>
        <TextField label={t("ui.keys.name")} hint={t("ui.keys.name-hint")} value={name} onInput={setName} required max={200} error={errorOf(trouble?.findings, "name")} />
        <ChecksField label={t("ui.keys.scopes")} values={chosen} choices={scopes.map((scope) => ({ value: scope, label: t(`ui.scope.${scope}`) }))} onChange={setChosen} />
        <TextField type="number" label={t("ui.keys.days")} value={days} onInput={setDays} error={errorOf(trouble?.findings, "days")} />
        <div class="actions">
          <button type="submit" disabled={busy || chosen.length === 0}>
            {t("ui.keys.make")}
          </button>
        </div>
      </form>
    </details>
  );
}

export const accessRows: PageRow[] = [{ path: "/me", title: "ui.me.title", roles: everybody, component: MePage }];
