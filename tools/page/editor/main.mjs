// What the first Run loads. The worker belongs to this module, so that it lives as long as
// the page's script does, whatever becomes of the page's content.

import { cardCame, runCard } from "./card.mjs";
import { runAll } from "./gallery.mjs";
import { openPlayground, runPlayground } from "./playground.mjs";
import { Runner } from "./runner.mjs";
import { openTasks, runTask } from "./tasks.mjs";

/**
 * Return what the page's script calls, each with the element that it is about.
 *
 * `worker` is the worker's address, and `home` that of the site.
 */
export function start({ worker, home }) {
  const place = { runner: new Runner(worker), home };
  return {
    card: (card) => runCard(card, place),
    // A card that was not there when the page was loaded.
    cardCame: (card) => cardCame(card, place),
    gallery: (root) => runAll(root, place),
    // The editor alone.
    playground: (root) => openPlayground(root, place),
    runPlayground: (root) => runPlayground(root, place),
    // The editors of all tasks of the page.
    tasks: () => openTasks(place),
    runTask: (root) => runTask(root, place),
  };
}
