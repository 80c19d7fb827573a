// Signing in: by name and password, or by a one-time link (#/sign-in/TOKEN).
import type { Me } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { call } from "../api/client.ts";
import { useAction } from "../api/use.ts";
import { TextField } from "../components/fields.tsx";
import { Loading, TroubleView } from "../components/parts.tsx";
import { t } from "../words.ts";
import { LanguageSelect, ThemeButton } from "./choices.tsx";
import { Mark } from "./mark.tsx";

interface Props {
  token: string | undefined;
  onSignedIn: (me: Me) => void;
  onLinkFailed: () => void;
  onLanguage: () => void;
}

export function SignIn({ token, onSignedIn, onLinkFailed, onLanguage }: Props) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const byPassword = useAction();
  const byLink = useAction();

  useEffect(() => {
    if (!token) return;
    const signIn = async () => onSignedIn((await call("sign-in-by-link", {}, { body: { token } })).data);
    void byLink.run(signIn).then((went) => went || onLinkFailed());
  }, []);

  const submit = (event: Event) => {
    event.preventDefault();
    void byPassword.run(async () => onSignedIn((await call("sign-in", {}, { body: { user: user.trim(), password } })).data));
  };
  return (
    <div class="sign-in">
      <header>
        <Mark />
        <div class="actions">
          <LanguageSelect onChange={onLanguage} />
          <ThemeButton />
        </div>
      </header>
      <main id="content">
        <h1 tabIndex={-1}>{t("ui.sign-in.title")}</h1>
        <p class="lead">{t("ui.sign-in.lead")}</p>
        {byLink.busy && <Loading />}
        {byLink.trouble && <TroubleView trouble={byLink.trouble} />}
        {byPassword.trouble && <TroubleView trouble={byPassword.trouble} />}
        <form onSubmit={submit}>
          <TextField label={t("ui.sign-in.user")} value={user} onInput={setUser} autocomplete="username" required />
          <TextField label={t("ui.sign-in.password")} type="password" value={password} onInput={setPassword} autocomplete="current-password" required />
          <button type="submit" class="primary" disabled={byPassword.busy}>
            {t("ui.sign-in.do")}
          </button>
        </form>
        <p class="note">{t("ui.sign-in.help")}</p>
      </main>
    </div>
  );
}
