// Whether an element has come near the window: what takes the server time is asked for then.
import { type RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

const near = "200px";

export function useSeen(of: RefObject<Element>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !of.current) return;
    const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true), { rootMargin: near });
    watch.observe(of.current);
    return () => watch.disconnect();
  }, [seen]);
  return seen;
}
