/* Columns as they were before `packing.py` made them short. */
"use strict";

(function () {
  const FIRST_LETTER = 63;
  const NULL = "!";

  /** Data with all its columns as lists again. */
  geoplan.unpack = function (data) {
    if (data === null || typeof data !== "object" || Array.isArray(data)) return data;
    if (data.packed === "cells") return cells(data);
    if (data.packed === "steps") return steps(data);
    for (const [key, value] of Object.entries(data)) data[key] = geoplan.unpack(value);
    return data;
  };

  /** Numbers of a text in which each takes as many letters as it needs; "!" is null. */
  geoplan.numbers = function (letters) {
    const numbers = [];
    let number = 0;
    let shift = 0;
    for (let place = 0; place < letters.length; place += 1) {
      if (letters[place] === NULL) {
        numbers.push(null);
        continue;
      }
      const bits = letters.charCodeAt(place) - FIRST_LETTER;
      number += (bits & 31) * 2 ** shift; // money may need more than 32 bits
      shift += 5;
      if (bits < 32) {
        numbers.push(number % 2 ? -(number + 1) / 2 : number / 2);
        number = 0;
        shift = 0;
      }
    }
    return numbers;
  };

  /** Cells that are told once, row by row. */
  function cells({ cells, width, letters }) {
    const rows = new Array(letters.length / width);
    for (let row = 0; row < rows.length; row += 1) {
      let place = 0;
      for (let letter = 0; letter < width; letter += 1) {
        place = place * 64 + letters.charCodeAt(row * width + letter) - FIRST_LETTER;
      }
      rows[row] = cells[place];
    }
    return rows;
  }

  /** Numbers from their differences. */
  function steps({ scale, letters }) {
    let sum = 0;
    return geoplan.numbers(letters).map((step) => {
      if (step === null) return null;
      sum += step;
      return sum / scale;
    });
  }
})();
