// What the page asks of a model, one question at a time: the server answers the newest question of an asker and ends
// the older one, so of each kind only the newest waits here. A move of a slider (quick) goes before all others, and
// gives up the picture of many futures that would have come before it (fine); the flows of a year only put it off.
import { Trouble } from "../../api/client.ts";

type Kind = "quick" | "flows" | "fine";

interface Question {
  ask: (signal: AbortSignal) => Promise<void>;
  failed: (trouble: Trouble) => void;
  tries: number;
}

const order: readonly Kind[] = ["quick", "flows", "fine"];
const mostTries = 4;
const oneMoment = 1000; // ms; before a question is asked again that another window of the same account had ended

/** The server was busy, or another window asked: asking again may do. */
function mayPass(trouble: Trouble): boolean {
  return trouble.status === 503 || trouble.rule === "model.asked-anew";
}

export class Questions {
  #waiting = new Map<Kind, Question>();
  #current: { kind: Kind; question: Question; stop: AbortController } | undefined;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #left = false;

  put(kind: Kind, ask: Question["ask"], failed: Question["failed"]): void {
    const current = this.#current;
    if (kind === "quick") this.#waiting.delete("fine");
    if (kind !== "fine" && current?.kind === "fine") {
      // Flows change nothing of what is asked about: that is asked again behind them.
      if (kind === "flows" && !current.stop.signal.aborted) this.#waiting.set("fine", current.question);
      current.stop.abort();
    }
    this.#waiting.set(kind, { ask, failed, tries: 0 });
    void this.#next();
  }

  /** The page is left: nothing more is asked. */
  leave(): void {
    this.#left = true;
    this.#waiting.clear();
    this.#current?.stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #next(): Promise<void> {
    const kind = order.find((one) => this.#waiting.has(one));
    const question = kind && this.#waiting.get(kind);
    if (this.#left || this.#current || !kind || !question) return;
    this.#waiting.delete(kind);
    const stop = new AbortController();
    this.#current = { kind, question, stop };
    try {
      await question.ask(stop.signal);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (!stop.signal.aborted) this.#failed(kind, question, error);
    } finally {
      this.#current = undefined;
      void this.#next();
    }
  }

  #failed(kind: Kind, question: Question, trouble: Trouble): void {
    if (this.#waiting.has(kind)) return; // a newer one says what is so
    const tries = question.tries + 1;
    if (!mayPass(trouble) || tries >= mostTries) return question.failed(trouble);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#left || this.#waiting.has(kind)) return;
      this.#waiting.set(kind, { ...question, tries });
      void this.#next();
    }, (trouble.retryAfter ?? 1) * oneMoment);
    this.#timers.add(timer);
  }
}
