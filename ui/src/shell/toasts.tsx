// Short messages at the edge of the page, with a way back where there is one. Read out by screen readers.
import { useEffect, useState } from "preact/hooks";
import { Trouble } from "../api/client.ts";
import { t } from "../words.ts";

interface Toast {
  number: number;
  text: string;
  undo?: (() => Promise<void>) | undefined;
}

const shownFor = 8000;
let toasts: Toast[] = [];
let made = 0;
let draw: () => void = () => undefined;

function drop(number: number): void {
  toasts = toasts.filter((toast) => toast.number !== number);
  draw();
}

/** Says that something was done; `undo` takes it back. */
export function say(text: string, undo?: () => Promise<void>): void {
  const number = ++made;
  toasts = [...toasts.slice(-2), { number, text, undo }];
  draw();
  // One that can be taken back stays longer, for those who read slowly.
  setTimeout(() => drop(number), undo ? 3 * shownFor : shownFor);
}

async function takeBack(toast: Toast): Promise<void> {
  drop(toast.number);
  try {
    await toast.undo?.();
    say(t("ui.toast.undone"));
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    say(t("ui.toast.not-undone", { reason: error.message }));
  }
}

export function Toasts() {
  const [, setTurn] = useState(0);
  useEffect(() => {
    draw = () => setTurn((n) => n + 1);
    return () => {
      draw = () => undefined;
    };
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div class="toast" key={toast.number}>
          <span>{toast.text}</span>
          {toast.undo && (
            <button type="button" class="plain" onClick={() => void takeBack(toast)}>
              {t("ui.toast.undo")}
            </button>
          )}
          <button type="button" class="plain" onClick={() => drop(toast.number)} aria-label={t("ui.close")}>
            <span aria-hidden="true">×</span>
          </button>
        </div>
      ))}
    </div>
  );
}
