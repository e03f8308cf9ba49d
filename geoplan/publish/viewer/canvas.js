/* A Leaflet layer that draws everything in one go on a canvas, and labels that do not collide. */
"use strict";

(function () {
  const PADDING = 0.25; // share of the map drawn beyond each edge, so that dragging shows no gap
  const STEP_PX = 1.5; // corners closer than this on the screen are skipped
  const CELL_PX = 64;
  const FONT =
    '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

  /** Layer that calls draw(context, view) whenever the map has come to rest. */
  geoplan.CanvasLayer = L.Layer.extend({
    initialize(draw) {
      this.draw = draw;
    },

    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", map.getPane("overlayPane"));
      this.canvas.style.pointerEvents = "none";
      map.on("moveend resize", this.rest, this);
      map.on("zoomanim", this.followZoom, this);
      this.redraw();
    },

    onRemove(map) {
      map.off("moveend resize", this.rest, this);
      map.off("zoomanim", this.followZoom, this);
      cancelAnimationFrame(this.frame);
      this.canvas.remove();
    },

    /** Draw before the next frame, unless the map only follows another that still moves. */
    rest() {
      if (this._map.following) return;
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.redraw());
    },

    /** Draw the present state. */
    redraw() {
      cancelAnimationFrame(this.frame);
      const size = this._map.getSize();
      const margin = size.multiplyBy(PADDING).round();
      const full = size.add(margin.multiplyBy(2));
      const corner = this._map.containerPointToLayerPoint(margin.multiplyBy(-1));
      const view = this.view(full, corner, margin); // reads the page before anything is written
      const sharpness = Math.min(window.devicePixelRatio || 1, 2);
      this.corner = this._map.layerPointToLatLng(corner);
      this.canvas.width = full.x * sharpness;
      this.canvas.height = full.y * sharpness;
      this.canvas.style.width = `${full.x}px`;
      this.canvas.style.height = `${full.y}px`;
      L.DomUtil.setTransform(this.canvas, corner, 1);
      const context = this.canvas.getContext("2d");
      context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
      this.draw(context, view);
    },

    /** How positions of the plan become pixels of the canvas; people see it without its margin. */
    view(size, corner, margin) {
      const zoom = this._map.getZoom();
      const scale = this._map.getZoomScale(zoom, 0);
      const shift = this._map.getPixelOrigin().add(corner);
      return {
        zoom,
        scale,
        width: size.x,
        height: size.y,
        margin,
        kept: furniture(this._map, margin),
        dx: geoplan.origin.x * scale - shift.x,
        dy: geoplan.origin.y * scale - shift.y,
      };
    },

    /** Stretch the canvas while the map zooms. */
    followZoom(event) {
      const scale = this._map.getZoomScale(event.zoom);
      const corner = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
      L.DomUtil.setTransform(this.canvas, corner, scale);
    },
  });

  /** Boxes of what lies over a map: its own buttons and bars, the name above it, and the panel. */
  function furniture(map, margin) {
    const own = map.getContainer().querySelectorAll(".leaflet-control");
    const over = document.querySelectorAll(".map-name, #why:not([hidden])");
    return geoplan.boxesOn(map.getContainer(), [...own, ...over], margin);
  }

  /** Boxes of elements as left, top, right, bottom on a canvas that reaches beyond its home. */
  geoplan.boxesOn = function (home, elements, margin) {
    const { x, y } = home.getBoundingClientRect();
    return elements.map((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const [dx, dy] = [margin.x - x, margin.y - y];
      return [left + dx, top + dy, right + dx, bottom + dy];
    });
  };

  /** Whether a line can be seen. */
  geoplan.visible = function (line, view) {
    const box = line.bounds;
    return (
      box[2] * view.scale + view.dx > -20 &&
      box[0] * view.scale + view.dx < view.width + 20 &&
      box[3] * view.scale + view.dy > -20 &&
      box[1] * view.scale + view.dy < view.height + 20
    );
  };

  /** Add lines to the current path, leaving out corners that fall on the same pixel. */
  geoplan.trace = function (context, lines, view, close) {
    for (const line of lines) {
      if (!geoplan.visible(line, view)) continue;
      let x = line[0] * view.scale + view.dx;
      let y = line[1] * view.scale + view.dy;
      context.moveTo(x, y);
      for (let step = 2; step < line.length; step += 2) {
        const nextX = line[step] * view.scale + view.dx;
        const nextY = line[step + 1] * view.scale + view.dy;
        const near = Math.abs(nextX - x) + Math.abs(nextY - y) < STEP_PX;
        if (near && step < line.length - 2) continue;
        context.lineTo(nextX, nextY);
        x = nextX;
        y = nextY;
      }
      if (close) context.closePath();
    }
  };

  /** Pixels of a row of a table of points; null outside the canvas. */
  geoplan.pixel = function (table, row, view) {
    const x = table.x[row] * view.scale + view.dx;
    const y = table.y[row] * view.scale + view.dy;
    const inside = x > -20 && y > -20 && x < view.width + 20 && y < view.height + 20;
    return inside ? { x, y } : null;
  };

  /** Labels of one drawing: symbols take their place first, then texts where room is left. */
  geoplan.Labels = class {
    constructor(context, view) {
      this.context = context;
      this.view = view;
      this.cells = new Map();
      this.texts = [];
    }

    /** Keep a box free of labels. */
    take(left, top, right, bottom) {
      for (const key of this.keys(left, top, right, bottom)) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push([left, top, right, bottom]);
      }
    }

    /** Place a text beside a point, on the first side with room where the edge of the map does not
     * cut it; else leave it out. */
    write(text, point, { size, bold = false, gap, colour = "#1d2a33", always = false }) {
      const font = `${(bold ? "700 " : "") + size}px ${FONT}`;
      this.context.font = font;
      const width = this.context.measureText(text).width;
      const sides = [
        [point.x + gap, point.y - size / 2],
        [point.x - gap - width, point.y - size / 2],
        [point.x - width / 2, point.y - gap - size],
        [point.x - width / 2, point.y + gap],
      ];
      const box = ([x, y]) => [x - 2, y - 1, x + width + 2, y + size + 2];
      const open = sides.filter((one) => this.free(...box(one)));
      const whole = (some) => some.find((one) => this.inside(...box(one)));
      const hidden = open.find((one) => this.outside(...box(one))); // seen when the map is dragged
      const side = whole(open) || hidden || (always ? whole(sides) || sides[0] : null);
      if (!side) return;
      this.take(...box(side));
      this.texts.push({ text, font, colour, x: side[0], y: side[1] });
    }

    /** Draw the texts that found room, over everything else. */
    paint() {
      const context = this.context;
      context.textBaseline = "top";
      context.lineWidth = 3.5;
      context.strokeStyle = "rgba(255, 255, 255, 0.92)";
      for (const { text, font, colour, x, y } of this.texts) {
        context.font = font;
        context.strokeText(text, x, y);
        context.fillStyle = colour;
        context.fillText(text, x, y);
      }
    }

    /** Whether people see all of a box. */
    inside(left, top, right, bottom) {
      const { width, height, margin } = this.view;
      const across = left >= margin.x && right <= width - margin.x;
      return across && top >= margin.y && bottom <= height - margin.y;
    }

    /** Whether people see nothing of a box. */
    outside(left, top, right, bottom) {
      const { width, height, margin } = this.view;
      const beside = right <= margin.x || left >= width - margin.x;
      return beside || bottom <= margin.y || top >= height - margin.y;
    }

    /** Whether nothing has taken any of this box. */
    free(left, top, right, bottom) {
      return this.keys(left, top, right, bottom).every((key) =>
        (this.cells.get(key) || []).every(
          (box) => box[0] >= right || box[2] <= left || box[1] >= bottom || box[3] <= top,
        ),
      );
    }

    /** Cells of the coarse grid that a box touches. */
    keys(left, top, right, bottom) {
      const keys = [];
      for (let i = Math.floor(left / CELL_PX); i <= Math.floor(right / CELL_PX); i += 1) {
        for (let j = Math.floor(top / CELL_PX); j <= Math.floor(bottom / CELL_PX); j += 1) {
          keys.push(`${i}:${j}`);
        }
      }
      return keys;
    }
  };
})();
