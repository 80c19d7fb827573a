// A figure as the table has it, where numbers are texts with the digits that were printed.
import type { Figure } from "generated/api";

export function amountOf(figure: Figure) {
  const number = (text: string | undefined) => (text === undefined || text === "" ? undefined : Number(text));
  return { value: number(figure.value), low: number(figure.low), high: number(figure.high), qualifier: figure.qualifier, printed: figure.value };
}
