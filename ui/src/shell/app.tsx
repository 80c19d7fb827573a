// The page as a whole: who is signed in, which page is shown, and what lies over it.
import type { Me } from "generated/api";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { call, onSignedOut, rememberMe, Trouble } from "../api/client.ts";
import { forgetNames } from "../api/names.ts";
import { Loading, PageHead, TroubleView } from "../components/parts.tsx";
import { rows } from "../pages/rows.ts";
import { isLanguage, language, loadWords, t } from "../words.ts";
import { Boundary } from "./boundary.tsx";
import { Help } from "./help.tsx";
import { useKeys } from "./keyboard.ts";
import { Navigation } from "./navigation.tsx";
import { may, type PageRow } from "./page.ts";
import { hasChosenLanguage, keepSignedIn, wasSignedIn } from "./preferences.ts";
import { match, type Place, usePlace } from "./router.ts";
import { Search } from "./search.tsx";
import { SignIn } from "./sign-in.tsx";
import { Toasts } from "./toasts.tsx";

type Session = { state: "asking" } | { state: "out" } | { state: "in"; me: Me } | { state: "failed"; trouble: Trouble };

function find(path: string): { row: PageRow; params: Record<string, string> } | undefined {
  for (const row of rows) {
    const params = match(row.path, path);
    if (params) return { row, params };
  }
  return undefined;
}

/** The first page is the first that the account may see. */
function atHome(path: string, me: Me): ReturnType<typeof find> {
  const home = path === "/" ? rows.find((row) => row.group && may(me, row.roles)) : undefined;
  return home && { row: home, params: {} };
}

type Who = Promise<Session>;

/** Who never signed in here is not asked for: that would be a failed request at every first visit. */
export async function askWho(): Who {
  if (!wasSignedIn()) return { state: "out" };
  try {
    const { data } = await call("get-me", {});
    return { state: "in", me: data };
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return error.status === 401 ? { state: "out" } : { state: "failed", trouble: error };
  }
}

function useSession(who: Who) {
  const [session, setSession] = useState<Session>({ state: "asking" });
  const signIn = useCallback(async (me: Me) => {
    rememberMe(me);
    keepSignedIn(true);
    forgetNames();
    // An account may have a language; what was chosen in this browser goes before it.
    if (isLanguage(me.language) && me.language !== language() && !hasChosenLanguage()) await loadWords(me.language);
    setSession({ state: "in", me });
  }, []);
  const take = useCallback((answer: Session) => (answer.state === "in" ? void signIn(answer.me) : setSession(answer)), []);
  const ask = useCallback(() => void askWho().then(take), []);
  useEffect(() => {
    onSignedOut(() => {
      rememberMe(undefined);
      keepSignedIn(false);
      setSession({ state: "out" });
    });
    void who.then(take);
  }, []);
  return { session, signIn, ask };
}

/** The token of a one-time link. The browser remembers addresses, so it goes from there at once. */
function useToken(path: string): [string | undefined, () => void] {
  const [token, setToken] = useState<string>();
  const given = match("/sign-in/:token", path)?.token;
  useEffect(() => {
    if (!given) return;
    setToken(given);
    history.replaceState(null, "", "#/");
    dispatchEvent(new HashChangeEvent("hashchange"));
  }, [given]);
  return [given ?? token, useCallback(() => setToken(undefined), [])];
}

/** A round says itself whether its people are synthetic: it may be of one's own tables in the workspace of the sample. */
const ofOneRound = /^\/(rounds|results)\/./;

/** A page that is gone to begins at its top, and a screen reader reads its title. The first one begins as any page does. */
function useFocus(path: string, title: string): void {
  const first = useRef(true);
  useEffect(() => {
    document.title = t("ui.title", { page: title });
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    const heading = document.querySelector<HTMLElement>("main h1");
    if (document.activeElement === document.body || document.activeElement?.closest("nav")) heading?.focus({ preventScroll: true });
  }, [path, title]);
}

export function App({ who }: { who: Who }) {
  const place = usePlace();
  const { session, signIn, ask } = useSession(who);
  const [, setTurn] = useState(0);
  const drawAgain = useCallback(() => setTurn((n) => n + 1), []);
  const [token, forgetToken] = useToken(place.path);

  if (session.state === "asking") return <main id="content" class="alone"><Loading /></main>;
  if (session.state === "failed") {
    return (
      <main id="content" class="alone">
        <TroubleView trouble={session.trouble} retry={ask} />
      </main>
    );
  }
  if (session.state === "out" || token) {
    const signedIn = (me: Me) => void signIn(me).then(forgetToken);
    const linkFailed = session.state === "in" ? forgetToken : () => undefined;
    return <SignIn key={token} token={token} onSignedIn={signedIn} onLinkFailed={linkFailed} onLanguage={drawAgain} />;
  }
  return <Frame place={place} me={session.me} onLanguage={drawAgain} />;
}

function Frame({ place, me, onLanguage }: { place: Place; me: Me; onLanguage: () => void }) {
  const [over, setOver] = useState<"search" | "help">();
  const openSearch = useCallback(() => setOver("search"), []);
  const openHelp = useCallback(() => setOver("help"), []);
  const close = useCallback(() => setOver(undefined), []);
  useKeys(openSearch, openHelp);
  const found = atHome(place.path, me) ?? find(place.path);
  useFocus(place.path, found ? t(found.row.title) : t("ui.nowhere.title"));
  return (
    <div class="frame">
      <Navigation me={me} rows={rows} path={found?.row.under ?? (place.path === "/" ? found?.row.path : undefined) ?? place.path} onSearch={openSearch} onHelp={openHelp} onLanguage={onLanguage} />
      <main id="content" tabIndex={-1}>
        {me.sample && !ofOneRound.test(place.path) && <p class="sample">{t("ui.sample")}</p>}
        <Boundary of={place.path}>
          <Shown found={found} place={place} me={me} />
        </Boundary>
        <footer class="foot">{t("ui.foot", { version: me.version })}</footer>
      </main>
      {over === "search" && <Search onClose={close} />}
      {over === "help" && <Help onClose={close} />}
      <Toasts />
    </div>
  );
}

function Shown({ found, place, me }: { found: ReturnType<typeof find>; place: Place; me: Me }) {
  if (!found) {
    return (
      <PageHead title={t("ui.nowhere.title")} lead={t("ui.nowhere.text")} actions={<a class="button" href="#/">{t("ui.nowhere.do")}</a>} />
    );
  }
  if (!may(me, found.row.roles)) return <PageHead title={t("ui.closed.title")} lead={t("ui.closed.text")} />;
  const Page = found.row.component;
  return <Page key={place.path} params={found.params} query={place.query} me={me} />;
}
