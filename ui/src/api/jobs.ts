// Watches a job: by server-sent events, or by asking again where the stream does not come through.
import type { Job } from "generated/api";
import { useEffect, useState } from "preact/hooks";
import { address, get } from "./client.ts";

const askAgain = 1500; // ms

export function isOver(job: Job): boolean {
  return job.state === "done" || job.state === "failed" || job.state === "cancelled";
}

function watch(number: number, tell: (job: Job) => void): () => void {
  const [, path] = address("job-events", { job: number });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const stream = new EventSource(path);
  const stop = () => {
    stopped = true;
    stream.close();
    clearTimeout(timer);
  };
  const hear = (job: Job) => {
    if (stopped) return;
    tell(job);
    if (isOver(job)) stop();
  };
  const ask = () => {
    get("get-job", { job: number }).then(hear, () => undefined).then(() => {
      if (!stopped) timer = setTimeout(ask, askAgain);
    });
  };
  const listen = (event: MessageEvent<string>) => hear(JSON.parse(event.data) as Job);
  stream.addEventListener("message", listen);
  stream.addEventListener("job", listen);
  stream.addEventListener("error", () => {
    if (stopped || stream.readyState !== EventSource.CLOSED) return;
    ask();
  });
  return stop;
}

/** The newest state of a job, as it happens; `over` is called once, at its end. */
export function useJob(first: Job | undefined, over: (job: Job) => void): Job | undefined {
  const [job, setJob] = useState(first);
  useEffect(() => {
    setJob(first);
    if (!first || isOver(first)) return;
    return watch(first.job, (next) => {
      setJob(next);
      if (isOver(next)) over(next);
    });
  }, [first?.job]);
  return job;
}
