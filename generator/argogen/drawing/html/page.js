"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const [picture, scene, view, panel, search, status] =
    ["picture", "scene", "view", "panel", "search", "status"].map(byId);
  const SVG = "http://www.w3.org/2000/svg";
  const GAP = 28, LINE = 8, COLLAPSED_HEIGHT = 22, TOGGLE = 16, LARGE = 400;
  const items = data.elements.map((element, index) => ({
    ...element, index, shape: byId(`e${index}`), isGroup: "header" in element, isCollapsed: false, now: element.box,
  }));
  const parts = (prefix, list) => list.map((value, index) => ({ value, shape: byId(`${prefix}${index}`) }));
  const routes = data.routes.map((route, index) => ({ ...route, shape: byId(`r${index}`), text: byId(`l${index}`) }));
  const racks = parts("k", data.racks);
  const junctions = parts("j", data.junctions);

  // Elements and attributes

  const make = (name, attributes, parent) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent?.append(made);
    return made;
  };
  const put = (parent, name, text = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    parent.append(made);
    return made;
  };
  const say = (text) => { status.textContent = text; };
  const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

  const hasSeveral = items.filter(({ group }) => group < 0).length > 1;
  const canCollapse = (item) => item.isGroup && item.header[1] > 0;
  const members = items.map(() => []);
  for (const item of items) if (item.group >= 0) members[item.group].push(item.index);
  const countNodes = (index) =>
    members[index].reduce((total, inner) => total + (items[inner].isGroup ? countNodes(inner) : 1), 0);

  const describe = (item) => {
    const kind = item.kind.replace("-", " ");
    const facts = data.details[item.index].facts;
    const phase = facts.find(([name]) => name === "phase");
    const inside = item.isGroup ? `, group of ${count(countNodes(item.index), "node")}` : "";
    return `${item.name}, ${kind}${inside}${phase ? `, ${phase[1]}` : ""}`;
  };

  // Groups: a collapsed one leaves out the space of its members. The map from old to new coordinates never changes
  // their order, so that nothing can overlap.

  const isHidden = (item) => {
    for (let index = item.group; index >= 0; index = items[index].group) if (items[index].isCollapsed) return true;
    return false;
  };
  const shrink = (item) => {
    const [x, y, width] = item.box;
    const [header, height] = item.header;
    const small = Math.min(width, Math.max(header + TOGGLE + 8, 132));
    return [x + (width - small) / 2, y, small, Math.min(item.box[3], height + COLLAPSED_HEIGHT)];
  };
  const mapAxis = (kept, removed) => {
    // `kept` are intervals that keep their length, `removed` those in which the space between them can go.
    const union = (list) => {
      const found = [];
      for (const [low, high] of list.sort((a, b) => a[0] - b[0])) {
        const last = found[found.length - 1];
        if (last && low <= last[1]) last[1] = Math.max(last[1], high);
        else found.push([low, high]);
      }
      return found;
    };
    const cuts = [];
    const solid = union(kept);
    for (const [low, high] of union(removed)) {
      let start = low;
      for (const [from, to] of [...solid.filter(([a, b]) => b > low && a < high), [high, high]]) {
        const end = Math.min(from, high);
        if (end - start > GAP) cuts.push([start + GAP / 2, end - GAP / 2]);
        start = Math.max(start, to);
      }
    }
    const starts = cuts.map(([low]) => low);
    const before = [0];
    for (const [low, high] of cuts) before.push(before[before.length - 1] + high - low);
    return (value) => {
      let low = 0, high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle] < value) low = middle + 1; else high = middle;
      }
      if (!low) return value;
      return value - before[low - 1] - Math.min(value - cuts[low - 1][0], cuts[low - 1][1] - cuts[low - 1][0]);
    };
  };
  const boxOf = (item) => (item.isCollapsed ? shrink(item) : item.box);
  const isShown = (route) => route.ends.some(([source, target]) => !items[source].hidden && !items[target].hidden);

  const arrange = () => {
    for (const item of items) item.hidden = isHidden(item);
    const visible = items.filter((item) => !item.hidden);
    const collapsed = visible.filter((item) => item.isCollapsed);
    const shown = routes.filter(isShown);
    const solid = visible.map((item) => {
      const [x, y, width, height] = boxOf(item);
      return item.isGroup && !item.isCollapsed ? [x, y, item.header[0], item.header[1]] : [x, y, width, height];
    });
    for (const route of shown) if (route.label) solid.push(route.label);
    const lines = shown.flatMap((route) => route.points.filter((_, i) => !(i % 2)).map((x) => [x - LINE, x + LINE]));
    const mapX = mapAxis([...solid.map(([x, , w]) => [x, x + w]), ...lines], collapsed.map(({ box }) => [box[0], box[0] + box[2]]));
    const mapY = mapAxis(solid.map(([, y, , h]) => [y, y + h]), collapsed.map(({ box }) => [box[1], box[1] + box[3]]));
    const mapBox = ([x, y, w, h]) => [mapX(x), mapY(y), mapX(x + w) - mapX(x), mapY(y + h) - mapY(y)];
    for (const item of visible) {
      const [x, y, width, height] = boxOf(item);
      item.now = item.isGroup && !item.isCollapsed ? mapBox(item.box) : [mapX(x), mapY(y), width, height];
      if (item.isCollapsed) item.now[0] = mapX(x + width / 2) - width / 2;
    }
    draw(mapX, mapY, mapBox);
  };

  const draw = (mapX, mapY, mapBox) => {
    for (const item of items) {
      item.shape.classList.toggle("gone", item.hidden);
      if (item.hidden) continue;
      item.shape.setAttribute("transform", `translate(${item.now[0]} ${item.now[1]})`);
      if (!item.isGroup) continue;
      resize(item);
      if (!canCollapse(item)) continue;
      item.shape.setAttribute("aria-expanded", !item.isCollapsed);
      drawToggle(item);
    }
    for (const route of routes) drawRoute(route, mapX, mapY);
    for (const { value, shape } of racks) {
      const hidden = items.every((item) => item.hidden || !isInside(item.box, value));
      shape.classList.toggle("gone", hidden);
      const [x, y, width, height] = mapBox(value);
      for (const [key, number] of Object.entries({ x, y, width, height })) shape.setAttribute(key, number);
    }
    for (const { value: [x, y], shape } of junctions) {
      const hidden = !routes.some((route) => isShown(route) && touches(route, x, y));
      shape.classList.toggle("gone", hidden);
      shape.setAttribute("cx", mapX(x));
      shape.setAttribute("cy", mapY(y));
    }
  };
  const resize = ({ shape, now }) => {
    const frame = shape.querySelector(".frame");
    frame.setAttribute("width", now[2]);
    frame.setAttribute("height", now[3]);
  };
  const isInside = ([x, y], [left, top, width, height]) => x >= left && y >= top && x < left + width && y < top + height;
  const touches = ({ points }, x, y) =>
    [0, points.length - 2].some((at) => Math.abs(points[at] - x) < 6 && Math.abs(points[at + 1] - y) < 6);

  const drawRoute = (route, mapX, mapY) => {
    const hidden = !isShown(route);
    route.shape.classList.toggle("gone", hidden);
    route.text?.classList.toggle("gone", hidden);
    if (hidden) return;
    const points = [];
    for (let i = 0; i < route.points.length; i += 2) points.push([mapX(route.points[i]), mapY(route.points[i + 1])]);
    const [source] = route.ends[0];
    const start = items[source];
    if (start.isCollapsed && Math.abs(route.points[1] - start.box[1] - start.box[3]) < 1) {
      points.unshift([points[0][0], start.now[1] + start.now[3]]);
    }
    let path = `M${points[0]}`;
    for (let i = 1; i < points.length; i++) {
      const [[x, y], [toX, toY]] = [points[i - 1], points[i]];
      const middle = (y + toY) / 2;
      path += Math.abs(x - toX) < 0.05 ? `V${toY}` : `C${x} ${middle} ${toX} ${middle} ${toX} ${toY}`;
    }
    route.shape.setAttribute("d", path);
    if (route.text) {
      const [x, y, width, height] = route.label;
      route.text.setAttribute("transform", `translate(${mapX(x + width / 2) - width / 2} ${mapY(y + height / 2) - height / 2})`);
    }
  };

  const drawToggle = (item) => {
    if (!item.toggle) {
      item.toggle = make("g", { class: "toggle", "aria-hidden": "true" }, item.shape);
      make("rect", { width: TOGGLE, height: TOGGLE, rx: 4 }, item.toggle);
      item.sign = make("path", {}, item.toggle);
      item.count = make("text", { class: "detail", x: 12 }, item.shape);
      item.count.textContent = count(countNodes(item.index), "node");
    }
    item.toggle.setAttribute("transform", `translate(${item.now[2] - TOGGLE - 8} 8)`);
    item.sign.setAttribute("d", item.isCollapsed ? "M4 8H12M8 4V12" : "M4 8H12");
    item.count.setAttribute("y", item.now[3] - 11);
    item.count.classList.toggle("gone", !item.isCollapsed);
  };

  const setCollapsed = (item, isCollapsed) => {
    if (!canCollapse(item)) return;
    const before = [item.now[0] + item.now[2] / 2, item.now[1]];
    item.isCollapsed = isCollapsed;
    arrange();
    // The group stays where it is on the screen.
    move(view_.x + (before[0] - item.now[0] - item.now[2] / 2) * view_.scale, view_.y + (before[1] - item.now[1]) * view_.scale);
    say(`${item.name} ${isCollapsed ? "collapsed" : "expanded"}`);
    if (selected === item.index) showDetails(item, false);
  };
  const setAll = (isCollapsed) => {
    for (const item of items) if (item.isGroup) item.isCollapsed = isCollapsed && canCollapse(item) && (item.group >= 0 || hasSeveral);
    arrange();
    fit();
    say(isCollapsed ? "All groups collapsed" : "All groups expanded");
    if (items[current].hidden) setCurrent(outermost(items[current]), false);
  };
  const outermost = (item) => {
    let found = item;
    for (let index = item.group; index >= 0; index = items[index].group) if (items[index].isCollapsed) found = items[index];
    return found;
  };

  // The view: a translation and a scale

  const view_ = { x: 0, y: 0, scale: 1 };
  const apply = () => scene.setAttribute("transform", `translate(${view_.x} ${view_.y}) scale(${view_.scale})`);
  const move = (x, y, scale = view_.scale) => { Object.assign(view_, { x, y, scale }); apply(); };
  const zoom = (factor, x = view.clientWidth / 2, y = view.clientHeight / 2) => {
    const scale = Math.min(4, Math.max(0.02, view_.scale * factor));
    const ratio = scale / view_.scale;
    move(x - (x - view_.x) * ratio, y - (y - view_.y) * ratio, scale);
  };
  const bounds = () => {
    const boxes = items.filter((item) => !item.hidden).map(({ now }) => now);
    if (!boxes.length) return [0, 0, 1, 1];
    const low = (at) => boxes.reduce((least, box) => Math.min(least, box[at]), Infinity);
    const high = (at) => boxes.reduce((most, box) => Math.max(most, box[at] + box[at + 2]), -Infinity);
    const [x, y] = [low(0), low(1)];
    return [x, y, high(0) - x, high(1) - y];
  };
  const fit = () => {
    const [x, y, width, height] = bounds();
    const whole = Math.min(view.clientWidth / (width + 48), view.clientHeight / (height + 48), 1.25);
    const scale = Math.max(whole, 0.02);
    move((view.clientWidth - width * scale) / 2 - x * scale, Math.max(24 * scale, (view.clientHeight - height * scale) / 2) - y * scale, scale);
  };
  const reveal = (item) => {
    const [x, y, width, height] = item.now;
    const header = item.isGroup && !item.isCollapsed ? Math.min(height, 60) : height;
    if (view_.scale < 0.4) zoom(0.8 / view_.scale);
    const [left, top] = [x * view_.scale + view_.x, y * view_.scale + view_.y];
    const [right, bottom] = [left + Math.min(width * view_.scale, view.clientWidth / 2), top + header * view_.scale];
    const shift = (low, high, size) => (low < 16 ? 16 - low : high > size - 16 ? size - 16 - high : 0);
    const [dx, dy] = [shift(left, right, view.clientWidth), shift(top, bottom, view.clientHeight)];
    if (dx || dy) move(view_.x + dx, view_.y + dy);
  };

  // The current element, which has the focus, and the selected one, whose details are shown

  let current = 0, selected = -1;
  const setCurrent = (item, hasFocus = true) => {
    items[current]?.shape.setAttribute("tabindex", "-1");
    current = item.index;
    item.shape.setAttribute("tabindex", "0");
    if (hasFocus) { item.shape.focus({ preventScroll: true }); reveal(item); }
  };
  const isTarget = (item) => !item.hidden && !(item.isGroup && !canCollapse(item));
  const anchor = ({ now: [x, y, width, height], isGroup, isCollapsed }) =>
    isGroup && !isCollapsed ? [x + 20, y + 12] : [x + width / 2, y + Math.min(height, 40) / 2];
  const step = (dx, dy) => {
    const [x, y] = anchor(items[current]);
    let best = null, least = Infinity;
    for (const item of items) {
      if (item.index === current || !isTarget(item)) continue;
      const [toX, toY] = anchor(item);
      const along = (toX - x) * dx + (toY - y) * dy;
      const across = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
      if (along < 4) continue;
      const distance = along + across * 2.5;
      if (distance < least) [best, least] = [item, distance];
    }
    if (best) setCurrent(best);
  };
  const highlight = () => {
    for (const route of routes) route.shape.classList.toggle("near", route.ends.flat().includes(selected));
    for (const item of items) item.shape.classList.toggle("selected", item.index === selected);
  };

  // Details

  const code = (body, heading, text) => {
    put(body, "h3", heading);
    const block = put(body, "pre", text.replace(/\n$/, ""));
    block.setAttribute("tabindex", "0");
    block.setAttribute("role", "region");
    block.setAttribute("aria-label", heading);
  };
  const showDetails = (item, hasFocus = true) => {
    const detail = data.details[item.index];
    selected = item.index;
    byId("panel-name").textContent = item.name;
    const body = byId("panel-body");
    body.replaceChildren();
    const list = put(body, "dl");
    put(list, "dt", "kind");
    put(list, "dd", item.isGroup ? `${item.kind}, ${count(countNodes(item.index), "node")}` : item.kind.replace("-", " "));
    for (const [name, text] of detail.facts) { put(list, "dt", name); put(list, "dd", text); }
    if (canCollapse(item)) {
      const button = put(body, "button", item.isCollapsed ? "Expand the group" : "Collapse the group");
      button.type = "button";
      button.addEventListener("click", () => { setCollapsed(item, !item.isCollapsed); body.querySelector("button").focus(); });
    }
    if (detail.executions) showExecutions(body, detail.executions);
    if (detail.source) code(body, "Pipeline", detail.source);
    if (detail.call) code(body, "Manifest: call", detail.call);
    if (detail.template) code(body, "Manifest: template", data.templates[detail.template]);
    panel.hidden = false;
    body.scrollTop = 0;
    highlight();
    if (hasFocus) byId("panel-name").focus();
    reveal(item);
  };
  const showExecutions = (body, executions) => {
    put(body, "h3", "Executions");
    const table = put(body, "table");
    const head = put(put(table, "thead"), "tr");
    for (const name of ["node", "phase", "start", "end", "message"]) put(head, "th", name).scope = "col";
    const rows = put(table, "tbody");
    for (const execution of executions) {
      const row = put(rows, "tr");
      for (const text of execution) put(row, "td", text);
    }
  };
  const closePanel = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    selected = -1;
    highlight();
    setCurrent(items[current]);
  };

  // Search

  let matches = [], at = -1;
  const find = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    matches = words.length ? items.filter((item) => words.every((word) => item.search.includes(word))) : [];
    at = -1;
    picture.classList.toggle("searching", words.length > 0);
    for (const item of items) item.shape.classList.toggle("match", matches.includes(item));
    const text = words.length ? count(matches.length, "match").replace("matchs", "matches") : "";
    byId("matches").textContent = text;
    say(text);
  };
  const visit = (direction) => {
    if (!matches.length) return;
    at = (at + direction + matches.length) % matches.length;
    const item = matches[at];
    let isChanged = false;
    for (let index = item.group; index >= 0; index = items[index].group) {
      isChanged ||= items[index].isCollapsed;
      items[index].isCollapsed = false;
    }
    if (isChanged) arrange();
    setCurrent(item, false);
    reveal(item);
    byId("matches").textContent = `${at + 1} of ${matches.length}`;
    say(`${at + 1} of ${matches.length}: ${describe(item)}`);
  };

  // Events

  const pointers = new Map();
  let moved = 0;
  picture.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    moved = 0;
  });
  picture.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved > 4 && !picture.hasPointerCapture(event.pointerId)) picture.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const spread = (x, y) => Math.hypot(x - other[0], y - other[1]) || 1;
      const { left, top } = view.getBoundingClientRect();
      const middle = [(event.clientX + other[0]) / 2 - left, (event.clientY + other[1]) / 2 - top];
      zoom(spread(event.clientX, event.clientY) / spread(...before), ...middle);
      move(view_.x + dx / 2, view_.y + dy / 2);
    } else if (moved > 4) {
      picture.classList.add("dragging");
      move(view_.x + dx, view_.y + dy);
    }
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    picture.addEventListener(name, (event) => {
      pointers.delete(event.pointerId);
      picture.classList.remove("dragging");
    });
  }
  picture.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top } = view.getBoundingClientRect();
    const speed = event.deltaMode ? 0.05 : event.ctrlKey ? 0.01 : 0.0015;
    zoom(Math.exp(-event.deltaY * speed), event.clientX - left, event.clientY - top);
  }, { passive: false });

  for (const item of items) {
    const { shape } = item;
    shape.setAttribute("tabindex", "-1");
    shape.setAttribute("role", "button");
    shape.setAttribute("aria-label", describe(item));
    shape.addEventListener("click", (event) => {
      if (moved > 4) return;
      if (item.isGroup && event.target.closest(".toggle")) { setCurrent(item, false); setCollapsed(item, !item.isCollapsed); return; }
      if (!isTarget(item)) return;
      setCurrent(item, false);
      showDetails(item);
    });
    shape.addEventListener("dblclick", () => { if (item.isGroup) setCollapsed(item, !item.isCollapsed); });
  }
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  picture.addEventListener("keydown", (event) => {
    const item = items[current];
    if (event.key in MOVES) {
      const [dx, dy] = MOVES[event.key];
      if (event.shiftKey) move(view_.x - dx * 80, view_.y - dy * 80); else step(dx, dy);
    } else if (event.key === "Enter") showDetails(item);
    else if (event.key === " ") { if (item.isGroup) setCollapsed(item, !item.isCollapsed); else showDetails(item); }
    else return;
    event.preventDefault();
  });
  const toggleHelp = () => {
    byId("help").hidden = !byId("help").hidden;
    byId("keys").setAttribute("aria-expanded", !byId("help").hidden);
  };
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target === search;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (isTyping || search.value) { search.value = ""; find(); if (isTyping) setCurrent(items[current]); }
      else if (!byId("help").hidden) toggleHelp();
      else closePanel();
    } else if (isTyping) {
      if (event.key === "Enter") visit(event.shiftKey ? -1 : 1);
      else return;
    } else if (event.key === "/") search.focus();
    else if (event.key === "?") toggleHelp();
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  search.addEventListener("input", find);
  byId("in").addEventListener("click", () => zoom(1.25));
  byId("out").addEventListener("click", () => zoom(0.8));
  byId("fit").addEventListener("click", fit);
  byId("collapse").addEventListener("click", () => setAll(true));
  byId("expand").addEventListener("click", () => setAll(false));
  byId("keys").addEventListener("click", toggleHelp);
  byId("close").addEventListener("click", closePanel);
  data.rows.forEach((index, number) => {
    const row = byId(`t${number}`);
    row.setAttribute("tabindex", "0");
    row.setAttribute("role", "button");
    const open = () => {
      let item = items[index];
      for (let group = item.group; group >= 0; group = items[group].group) items[group].isCollapsed = false;
      arrange();
      setCurrent(item, false);
      showDetails(item);
    };
    row.addEventListener("click", open);
    row.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      open();
    });
  });

  // A large picture starts with its inner groups collapsed.
  const isLarge = items.length > LARGE;
  for (const item of items) if (canCollapse(item) && isLarge && (item.group >= 0 || hasSeveral)) item.isCollapsed = true;
  arrange();
  if (items.length) setCurrent(items[current], false);
  fit();
  let width = view.clientWidth;
  new ResizeObserver(() => {
    if (view.clientWidth !== width) { move(view_.x + (view.clientWidth - width) / 2, view_.y); width = view.clientWidth; }
  }).observe(view);
})();
