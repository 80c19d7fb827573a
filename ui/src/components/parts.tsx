// Small parts that every page is made of.
import type { Finding } from "generated/api";
import type { ComponentChildren } from "preact";
import type { Listing } from "../api/use.ts";
import type { Trouble } from "../api/client.ts";
import { formatNumber } from "../format.ts";
import { sentences, t, type Word } from "../words.ts";

export function PageHead({ title, lead, lang, actions, above }: { title: ComponentChildren; lead?: ComponentChildren; lang?: string; actions?: ComponentChildren; above?: ComponentChildren }) {
  return (
    <header class="page-head">
      {above && <p class="above">{above}</p>}
      <div class="page-title">
        <div>
          <h1 tabIndex={-1} lang={lang}>
            {title}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </div>
    </header>
  );
}

export function Section({ title, note, actions, children, id }: { title: ComponentChildren; note?: ComponentChildren; actions?: ComponentChildren; children: ComponentChildren; id?: string }) {
  return (
    <section class="section" id={id}>
      <div class="section-head">
        <h2>{title}</h2>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {note && <p class="note">{note}</p>}
      {children}
    </section>
  );
}

export function Chip({ tone, children }: { tone?: "note" | "good" | "accent" | "quiet" | "bad"; children: ComponentChildren }) {
  return <span class={`chip ${tone ?? "quiet"}`}>{children}</span>;
}

export function Loading() {
  return (
    <p class="loading" role="status">
      {t("ui.loading")}
    </p>
  );
}

/** Nothing here yet: what it is for, and what to do. */
export function Empty({ title, children, action }: { title: ComponentChildren; children?: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children && <p>{children}</p>}
      {action && <div class="actions">{action}</div>}
    </div>
  );
}

function remedyOf(trouble: Trouble): Word {
  if (trouble.status === 0) return "ui.trouble.do-network";
  if (trouble.status === 403) return "ui.trouble.do-role";
  if (trouble.status === 404) return "ui.trouble.do-missing";
  if (trouble.status === 409 || trouble.status === 412 || trouble.status === 428) return "ui.trouble.do-changed";
  if (trouble.status === 422 || trouble.status === 400) return "ui.trouble.do-input";
  if (trouble.status === 429 || trouble.status === 503) return "ui.trouble.do-wait";
  return "ui.trouble.do-report";
}

/** What went wrong, and what to do about it. */
export function TroubleView({ trouble, retry, findings = true }: { trouble: Trouble; retry?: () => void; findings?: boolean }) {
  return (
    <div class="trouble" role="alert">
      <p class="trouble-title">{trouble.status === 0 ? t("ui.trouble.unreachable") : trouble.message}</p>
      {trouble.detail && <p>{trouble.detail}</p>}
      {findings && trouble.findings.length > 0 && <Findings findings={trouble.findings} />}
      <p class="note">
        {sentences(
          t(remedyOf(trouble)),
          trouble.retryAfter !== undefined && t("ui.trouble.retry-after", { seconds: formatNumber(trouble.retryAfter) }),
          trouble.status >= 500 && trouble.request && t("ui.trouble.request", { request: trouble.request }),
        )}
      </p>
      {retry && (
        <button type="button" onClick={retry}>
          {t("ui.trouble.retry")}
        </button>
      )}
    </div>
  );
}

function Findings({ findings }: { findings: Finding[] }) {
  return (
    <ul class="findings">
      {findings.map((finding, i) => (
        <li key={i}>
          {finding.column && <code>{finding.column}</code>} {finding.message}
        </li>
      ))}
    </ul>
  );
}

export function More({ list }: { list: Listing<unknown> }) {
  if (list.trouble) return <TroubleView trouble={list.trouble} retry={list.reload} />;
  if (list.loading) return <Loading />;
  if (!list.more) return null;
  return (
    <div class="more">
      <button type="button" onClick={list.more}>
        {t("ui.more")}
      </button>
    </div>
  );
}

/** Wide tables scroll by themselves, also by keyboard, and never the page. */
export function TableFrame({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="table-frame" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** Label and content, one below the other. Those without content are left out. */
export function Facts({ rows }: { rows: [ComponentChildren, ComponentChildren][] }) {
  const given = rows.filter(([, content]) => content !== undefined && content !== null && content !== "" && content !== false);
  return (
    <dl class="facts">
      {given.map(([label, content], i) => (
        <div key={i}>
          <dt>{label}</dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
}
