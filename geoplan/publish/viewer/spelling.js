/* Names that were nearly typed: a letter or two wrong, or some of the same characters. */
"use strict";

(function () {
  const MOST = 6;
  const MOST_ALIKE = 3;
  const CHINESE = /[\u3400-\u9fff]/;

  /** Letters that may be wrong in a word of some length; none in short ones, where all are alike. */
  function mostWrong(word) {
    if (CHINESE.test(word)) return word.length < 3 ? 0 : 1;
    return word.length < 4 ? 0 : word.length < 7 ? 1 : 2;
  }

  /** Words that nearly begin with what was typed, best first.
   *
   *  words are lists of spellings; the answer are their positions. Distance by Levenshtein (1966).
   */
  geoplan.nearlySpelt = function (asked, words) {
    const most = mostWrong(asked);
    if (most === 0) return [];
    return words
      .map((spellings, place) => {
        const distances = spellings.map((spelling) => distance(asked, spelling));
        distances.sort(([a, b], [c, d]) => a - c || b - d);
        return [...distances[0], place];
      })
      .filter(([wrong]) => wrong <= most)
      .sort(([a, b, c], [d, e, f]) => a - d || b - e || c - f)
      .slice(0, MOST)
      .map(([, , place]) => place);
  };

  /** Words with at least half of the Chinese characters that were typed, most of them first, then those
   *  that begin alike; words and answer as of nearlySpelt. */
  geoplan.mostAlike = function (asked, words) {
    const typed = [...new Set(asked)].filter((letter) => CHINESE.test(letter));
    if (typed.length < 2) return [];
    return words
      .map(([word], place) => {
        const same = typed.filter((letter) => word.includes(letter)).length;
        return { place, same, begins: Number(word[0] === typed[0]) };
      })
      .filter(({ same }) => 2 * same >= typed.length)
      .sort((one, other) => other.same - one.same || other.begins - one.begins)
      .slice(0, MOST_ALIKE)
      .map(({ place }) => place);
  };

  /** Letters to change so that what was typed begins a word, and so that it is the word. */
  function distance(asked, word) {
    let row = Array.from({ length: word.length + 1 }, (_, at) => at);
    for (let typed = 1; typed <= asked.length; typed += 1) {
      const next = [typed];
      for (let at = 1; at <= word.length; at += 1) {
        const change = row[at - 1] + (asked[typed - 1] === word[at - 1] ? 0 : 1);
        next.push(Math.min(change, row[at] + 1, next[at - 1] + 1));
      }
      row = next;
    }
    return [Math.min(...row), row[word.length]];
  }
})();
