// Accounts, for administrators: who there is, what they may do, one-time links to sign in by.
import type { Link, NewUser, User } from "generated/api";
import { useRef, useState } from "preact/hooks";
import { call, keyKeeper } from "../../api/client.ts";
import { useAction, useGet, useList } from "../../api/use.ts";
import { ChecksField, errorOf, TextField } from "../../components/fields.tsx";
import { Chip, Loading, More, PageHead, TroubleView } from "../../components/parts.tsx";
import { Sheet } from "../../components/sheet.tsx";
import { type Column, Table } from "../../components/table.tsx";
import { formatInstant } from "../../format.ts";
import { may, type PageProps, type PageRow, type Role } from "../../shell/page.ts";
import { say } from "../../shell/toasts.tsx";
import { t } from "../../words.ts";

const roles: readonly Role[] = ["administrator", "officer", "planner", "committee", "partner", "applicant", "auditor"];

function roleChoices() {
  return roles.map((role) => ({ value: role, label: t("ui.users.role-choice", { role: t(`ui.role.${role}`), may: t(`ui.role-may.${role}`) }) }));
}

function UsersPage({ me }: PageProps) {
  const list = useList("list-users", {});
  const [open, setOpen] = useState<string>();
  const [adding, setAdding] = useState(false);
  const mayChange = may(me, ["administrator"]);
  return (
    <>
      <PageHead
        title={t("ui.users.title")}
        lead={t("ui.users.lead")}
        actions={
          mayChange && (
            <button type="button" class="primary" onClick={() => setAdding(true)}>
              {t("ui.users.add")}
            </button>
          )
        }
      />
      <Table label={t("ui.users.title")} columns={columnsOf(mayChange ? setOpen : undefined)} rows={list.items} keyOf={(user) => user.user} />
      <More list={list} />
      {open && <UserSheet user={open} onClose={() => setOpen(undefined)} onChanged={list.reload} />}
      {adding && (
        <NewUserSheet
          onClose={() => setAdding(false)}
          onAdded={(user) => {
            list.reload();
            setAdding(false);
            setOpen(user);
          }}
        />
      )}
    </>
  );
}

function columnsOf(open: ((user: string) => void) | undefined): Column<User>[] {
  return [
    {
      title: t("ui.sign-in.user"),
      names: true,
      cell: (user) => (
        <>
          {open ? (
            <button type="button" class="source" onClick={() => open(user.user)} aria-haspopup="dialog">
              {user.user}
            </button>
          ) : (
            user.user
          )}{" "}
          {user.disabled && <Chip>{t("ui.users.disabled")}</Chip>}
        </>
      ),
    },
    { title: t("ui.users.name"), cell: (user) => user.name },
    { title: t("ui.users.roles"), cell: (user) => user.roles.map((role) => t(`ui.role.${role}`)).join(t("track.comma")) },
    { title: t("ui.users.signed-in"), cell: (user) => (user.signed_in_at ? formatInstant(user.signed_in_at) : t("ui.users.never")) },
  ];
}

function NewUserSheet({ onClose, onAdded }: { onClose: () => void; onAdded: (user: string) => void }) {
  const [user, setUser] = useState("");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [applicant, setApplicant] = useState("");
  const key = useRef(keyKeeper());
  const { run, busy, trouble } = useAction();
  const add = async (event: Event) => {
    event.preventDefault();
    const body: NewUser = { user: user.trim(), name: name.trim(), roles: roles.filter((role) => chosen.includes(role)) };
    if (chosen.includes("applicant") && applicant.trim()) body.applicant = applicant.trim();
    if (await run(async () => void (await call("add-user", {}, { body, key: key.current(body) })))) onAdded(body.user);
  };
  return (
    <Sheet title={t("ui.users.add")} onClose={onClose} wide>
      {trouble && <TroubleView trouble={trouble} />}
      <form class="stack" onSubmit={(event) => void add(event)}>
        <TextField label={t("ui.sign-in.user")} value={user} onInput={setUser} required max={64} error={errorOf(trouble?.findings, "user")} />
        <TextField label={t("ui.users.name")} value={name} onInput={setName} required max={200} error={errorOf(trouble?.findings, "name")} />
        <ChecksField label={t("ui.users.roles")} values={chosen} choices={roleChoices()} onChange={setChosen} />
        {chosen.includes("applicant") && (
          <TextField label={t("ui.users.applicant")} hint={t("ui.users.applicant-hint")} value={applicant} onInput={setApplicant} error={errorOf(trouble?.findings, "applicant")} />
        )}
        <div class="actions">
          <button type="submit" class="primary" disabled={busy || chosen.length === 0}>
            {t("ui.users.add-do")}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function UserSheet({ user, onClose, onChanged }: { user: string; onClose: () => void; onChanged: () => void }) {
  const { data, etag, trouble, reload } = useGet("get-user", { user });
  return (
    <Sheet title={user} onClose={onClose} wide>
      {trouble && <TroubleView trouble={trouble} retry={reload} />}
      {!data && !trouble && <Loading />}
      {data && <SignInLink user={user} />}
      {data && (
        <UserForm
          key={etag}
          user={data}
          etag={etag}
          onSaved={() => {
            reload();
            onChanged();
          }}
        />
      )}
    </Sheet>
  );
}

function SignInLink({ user }: { user: string }) {
  const [link, setLink] = useState<Link>();
  const { run, busy, trouble } = useAction();
  const make = () => void run(async () => setLink((await call("add-link", { user })).data));
  return (
    <div class="stack">
      <p class="note">{t("ui.users.link-note")}</p>
      {trouble && <TroubleView trouble={trouble} />}
      {link ? (
        <div role="status">
          <pre tabIndex={0}>{link.address}</pre>
          <p class="note">{t("ui.users.link-until", { date: formatInstant(link.expires_at) })}</p>
        </div>
      ) : (
        <div class="actions">
          <button type="button" disabled={busy} onClick={make}>
            {t("ui.users.link")}
          </button>
        </div>
      )}
    </div>
  );
}

function UserForm({ user, etag, onSaved }: { user: User; etag: string | undefined; onSaved: () => void }) {
  const [name, setName] = useState(user.name);
  const [chosen, setChosen] = useState<string[]>(user.roles);
  const [disabled, setDisabled] = useState(user.disabled);
  const { run, busy, trouble } = useAction();
  const save = async (event: Event) => {
    event.preventDefault();
    const body = {
      name: name.trim(),
      roles: roles.filter((role) => chosen.includes(role)),
      disabled,
      ...(user.language ? { language: user.language } : {}),
      ...(user.applicant ? { applicant: user.applicant } : {}),
    };
    const went = await run(async () => void (await call("put-user", { user: user.user }, { body, etag })));
    if (!went) return;
    say(t("ui.saved"));
    onSaved();
  };
  return (
    <form class="stack" onSubmit={(event) => void save(event)}>
      {trouble && <TroubleView trouble={trouble} />}
      <TextField label={t("ui.users.name")} value={name} onInput={setName} required max={200} error={errorOf(trouble?.findings, "name")} />
      <ChecksField label={t("ui.users.roles")} values={chosen} choices={roleChoices()} onChange={setChosen} />
      <ChecksField
        label={t("ui.users.access")}
        values={disabled ? ["disabled"] : []}
        choices={[{ value: "disabled", label: t("ui.users.disable") }]}
        onChange={(values) => setDisabled(values.length > 0)}
      />
      <p class="note">{t("ui.users.ends-sessions")}</p>
      <div class="actions">
        <button type="submit" class="primary" disabled={busy || chosen.length === 0}>
          {t("ui.save")}
        </button>
      </div>
    </form>
  );
}

export const userRows: PageRow[] = [{ path: "/users", title: "ui.users.title", roles: ["administrator", "auditor"], component: UsersPage, group: "run" }];
