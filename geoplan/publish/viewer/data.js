/* The plan in the page: words, numbers as people read them, geometry ready to draw. */
"use strict";

const geoplan = { language: 0 };

(function () {
  const world = L.CRS.EPSG3857;
  const SERVICES = [
    "township_seat",
    "village_committee",
    "school",
    "clinic",
    "hospital",
    "market",
    "workplace",
  ];

  const SHAPES = ["roads", "hazards", "waters", "sites"];
  const POINTS = ["villages", "townships", "groups", "sites", "services", "households"];
  const whole = new Intl.NumberFormat("en-US"); // made once: making one takes as long as drawing
  const hundredths = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const PAIR =
    /^([^A-Za-z]*[\p{sc=Han}\u3000-\u303f\uff00-\uffef])\s+([A-Z][^\p{sc=Han}]*\s[^\p{sc=Han}]*)$/u;
  const decoded = new WeakMap(); // what each column was decoded to: plans share most of theirs

  geoplan.STAGES = ["subgrade", "surface"]; // of a road, in the order in which they are built

  /** Read the page's JSON: the first plan, and what is different in the others. */
  geoplan.read = function () {
    const told = geoplan.unpack(JSON.parse(document.getElementById("plan").textContent));
    geoplan.origin = world.latLngToPoint(middle(told.villages), 0);
    return told;
  };

  /** A plan as it was told, with what is drawn decoded. */
  geoplan.decode = function (told) {
    const data = { ...told };
    for (const name of SHAPES.filter((shapes) => told[shapes].shape)) {
      const lines = once(told[name].shape, (shape) => shape.map(decodeShape));
      data[name] = { ...told[name], lines };
    }
    for (const name of POINTS) if (told[name]) data[name] = placed(data[name]);
    const roads = told.projects.id.map(() => []);
    told.roads.project.forEach((project, road) => {
      if (project !== null) roads[project].push(road);
    });
    data.projects = { ...told.projects, roads };
    data.treatments = told.treatments ?? { year: [] }; // none without a plan
    const works = told.roads.works ?? told.roads.hardened.map(() => []);
    data.roads = { ...data.roads, works };
    return data;
  };

  geoplan.byId = (id) => document.getElementById(id);

  /** What parts the things of a list, in the language of the page. */
  geoplan.comma = () => (geoplan.language === 0 ? "、" : ", ");

  /** Word of a code in the language of the page, with its braces filled in. */
  geoplan.word = function (section, code, values) {
    const pair = geoplan.data.words[section][code];
    const text = pair ? pair[geoplan.language] : String(code);
    return values ? geoplan.filled(text, (name) => [values[name]]).join("") : text;
  };

  /** Pieces of a text with what a function tells of each name in braces: {n|person|people} is
   *  "person" where n is told as 1, as in publish/labels/filling.py. */
  geoplan.filled = function (text, told) {
    return text.split(/\{(.+?)\}/).flatMap((piece, place) => {
      if (place % 2 === 0) return piece ? [piece] : [];
      const [name, one, many] = piece.split("|");
      if (one === undefined) return told(name);
      return [/^[+−]?1$/.test(told(name)[0]) ? one : many];
    });
  };

  /** Word of the page's own furniture. */
  geoplan.say = function (code, values) {
    return geoplan.word("map", code, values);
  };

  /** A count: a number, "<3", or none. */
  geoplan.count = function (cell) {
    if (cell === null) return geoplan.say("withheld");
    return typeof cell === "number" ? whole.format(cell) : cell;
  };

  /** The number behind a count; none counts as nothing. */
  geoplan.amount = function (cell) {
    return typeof cell === "number" ? cell : 0;
  };

  /** Own side of a text in Chinese and then in English; any other text as it is. */
  geoplan.ownSide = function (text) {
    const [, ...sides] = text.match(PAIR) ?? [];
    return sides[geoplan.language] ?? text;
  };

  /** Money as each language counts it; a multiple of 100 yuan has two decimals of 万元. */
  geoplan.money = function (yuan) {
    return geoplan.say("money", { wan: wanOf(yuan), yuan: whole.format(yuan) });
  };

  /** The figure of an amount alone, without its unit. */
  geoplan.moneyFigure = function (yuan) {
    return geoplan.language === 0 ? wanOf(yuan) : whole.format(yuan);
  };

  const wanOf = (yuan) => hundredths.format(yuan / 10000);

  /** Minutes in words: whole, about where surfaces are assumed, cut off, or unknown. */
  geoplan.minutes = function (minutes) {
    if (minutes === null || minutes === undefined) return geoplan.say("unknown");
    if (minutes === "inf") return geoplan.say("cut_off");
    return String(minutes);
  };

  /** Heading of travel times: about, where surfaces are assumed. */
  geoplan.minutesTitle = function () {
    return geoplan.data.surfaceAssumed ? "minutes_title_about" : "minutes_title";
  };

  /** What is assumed of the minutes, a text each. */
  geoplan.minutesNotes = function () {
    const { surfaceAssumed, rules } = geoplan.data;
    const percent = rules.speedErrorPercent;
    return [
      ...(surfaceAssumed ? [geoplan.say("surface_note")] : []),
      ...(percent > 0 ? [geoplan.word("answer", "speeds_assumed", { n: percent })] : []),
    ];
  };

  /** Stakes of a stretch, K2+088. */
  geoplan.stake = function (km) {
    const metres = Math.round(km * 1000);
    return `K${Math.floor(metres / 1000)}+${String(metres % 1000).padStart(3, "0")}`;
  };

  /** One HTML element; text is only ever set as text. */
  geoplan.html = function (tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  /** One SVG element. */
  geoplan.svg = function (tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /** Whether the page shows a plan; otherwise it shows how people get there today, and no more. */
  geoplan.isPlanned = () => geoplan.data.years.length > 0;

  /** Kinds of services that somebody has minutes for. */
  geoplan.serviceKinds = function () {
    return SERVICES.filter((kind) => geoplan.data.villages[`minutes_${kind}_dry_now`]);
  };

  /** Position on the canvas plane of a longitude and latitude. */
  geoplan.project = function (lon, lat) {
    return world.latLngToPoint(L.latLng(lat, lon), 0).subtract(geoplan.origin);
  };

  /** Middle of a table of points. */
  function middle(table) {
    const half = (values) => (Math.min(...values) + Math.max(...values)) / 2;
    return L.latLng(half(table.lat), half(table.lon));
  }

  /** What a column decodes to, worked out at the first time. */
  function once(column, work) {
    if (!decoded.has(column)) decoded.set(column, work(column));
    return decoded.get(column);
  }

  /** A table of points with x and y on the canvas plane. */
  function placed(table) {
    const x = once(table.lon, (all) => all.map((lon) => geoplan.project(lon, 0).x));
    const y = once(table.lat, (all) => all.map((lat) => geoplan.project(0, lat).y));
    return { ...table, x, y };
  }

  /** Lines or rings of one shape as arrays x, y, x, y, ... with their bounds. */
  function decodeShape(text) {
    if (!text) return [];
    return text.split(" ").map((part) => {
      const line = decodeLine(part);
      line.bounds = bounds(line);
      return line;
    });
  }

  /** One polyline text as positions on the canvas plane. */
  function decodeLine(text) {
    const steps = geoplan.numbers(text);
    const line = new Float32Array(steps.length);
    let lon = 0;
    let lat = 0;
    for (let step = 0; step < steps.length; step += 2) {
      lon += steps[step];
      lat += steps[step + 1];
      const point = geoplan.project(lon / 1e5, lat / 1e5);
      line[step] = point.x;
      line[step + 1] = point.y;
    }
    return line;
  }

  /** Left, top, right, bottom of a line. */
  function bounds(line) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let step = 0; step < line.length; step += 2) {
      box[0] = Math.min(box[0], line[step]);
      box[1] = Math.min(box[1], line[step + 1]);
      box[2] = Math.max(box[2], line[step]);
      box[3] = Math.max(box[3], line[step + 1]);
    }
    return box;
  }
})();
