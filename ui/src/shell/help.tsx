// The keys that work everywhere; opened with ?.
import { Sheet } from "../components/sheet.tsx";
import { t, type Word } from "../words.ts";

const keys: [string, Word][] = [
  ["/", "ui.help.search"],
  ["?", "ui.help.help"],
  ["g o", "ui.help.overview"],
  ["g t", "ui.help.track"],
  ["g p", "ui.help.plan"],
  ["g r", "ui.help.rounds"],
  ["Tab", "ui.help.tab"],
  ["Esc", "ui.help.escape"],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title={t("ui.help.title")} onClose={onClose}>
      <table class="keys">
        <tbody>
          {keys.map(([key, word]) => (
            <tr key={key}>
              <th scope="row">
                {key.split(" ").map((part) => (
                  <kbd key={part}>{part}</kbd>
                ))}
              </th>
              <td>{t(word)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}
