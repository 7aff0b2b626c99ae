"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const [picture, scene, view, panel, search, status] =
    ["picture", "scene", "view", "panel", "search", "status"].map(byId);
  const SVG = "http://www.w3.org/2000/svg";
  const GAP = 28, LINE = 8, TOGGLE = 16, LARGE = 400, ROOT = -1;
  const READABLE = 0.3, CLEAR = 0.7; // scales
  const items = data.elements.map((element, index) => ({
    ...element, index, shape: byId(`e${index}`), frame: data.frames[index], isGroup: index in data.frames,
    isCollapsed: false, now: [0, 0, 0, 0],
  }));
  let lines = [];

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
  const canCollapse = (item) => item.isGroup && item.frame.small !== null;
  const countNodes = (index) =>
    data.frames[index].members.reduce((total, inner) => total + (items[inner].isGroup ? countNodes(inner) : 1), 0);

  const describe = (item) => {
    const kind = item.kind.replace("-", " ");
    const facts = data.details[item.index].facts;
    const phase = facts.find(([name]) => name === "phase");
    const inside = item.isGroup ? `, group of ${count(countNodes(item.index), "node")}` : "";
    return `${item.name}, ${kind}${inside}${phase ? `, ${phase[1]}` : ""}`;
  };

  // Positions. The arrangement of a group is that in which all groups in it are expanded, or all are collapsed. Of
  // others, the space of collapsed groups is removed from the former: coordinates keep their order, so that nothing can
  // overlap.

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

  const isHidden = (item) => {
    for (let index = item.group; index >= 0; index = items[index].group) if (items[index].isCollapsed) return true;
    return false;
  };
  const measure = ({ header, margin }, [width, height]) =>
    [Math.max(header[0], width + 2 * margin), header[1] + height + (header[1] ? margin : 2 * margin)];
  const near = (one, other) => Math.abs(one[0] - other[0]) < 0.5 && Math.abs(one[1] - other[1]) < 0.5;
  const wide = {};
  const measureWide = (index) => {
    for (const inner of data.frames[index].members) if (items[inner].isGroup) measureWide(inner);
    wide[index] = measure(data.frames[index], data.frames[index].expanded.size);
  };
  measureWide(ROOT);
  const small = {};
  const measureSmall = (index) => {
    const frame = data.frames[index];
    for (const inner of frame.members) if (items[inner].isGroup) measureSmall(inner);
    small[index] = frame.small ?? measure(frame, (frame.collapsed ?? frame.expanded).size);
  };
  measureSmall(ROOT);

  // Return the size of a frame, and set the arrangement of it and of those in it.
  const arranged = {};
  const arrangeFrame = (index) => {
    const frame = data.frames[index];
    const sizes = frame.members.map((inner) => {
      const item = items[inner];
      return !item.isGroup ? data.sizes[inner] : item.isCollapsed ? small[inner] : arrangeFrame(inner);
    });
    const groups = frame.members.map((inner, at) => [inner, sizes[at]]).filter(([inner]) => items[inner].isGroup);
    const isWide = groups.every(([inner, size]) => near(size, wide[inner]));
    const isSmall = frame.collapsed && groups.every(([inner, size]) => near(size, small[inner]));
    const chosen = isSmall ? frame.collapsed : frame.expanded;
    arranged[index] = isWide || isSmall ? place(chosen, sizes) : shrink(frame, sizes);
    return measure(frame, arranged[index].size);
  };
  const place = (arrangement, sizes) => ({
    ...arrangement, boxes: sizes.map((size, at) => [...arrangement.corners.slice(2 * at, 2 * at + 2), ...size]),
  });
  const shrink = (frame, sizes) => {
    const { corners, routes, racks, junctions, size } = frame.expanded;
    const before = frame.members.map((inner, at) =>
      [corners[2 * at], corners[2 * at + 1], ...(items[inner].isGroup ? wide[inner] : data.sizes[inner])]);
    const boxes = sizes.map(([width, height], at) => {
      const [x, y, old] = before[at];
      return [x + (old - width) / 2, y, width, height];
    });
    const labels = routes.flatMap(({ label }) => (label ? [label] : []));
    const xs = routes.flatMap(({ points }) => points.filter((_, at) => !(at % 2)));
    const gone = before.filter((box, at) => !near(box.slice(2), sizes[at]));
    const solid = [...boxes, ...labels];
    const mapX = mapAxis([...solid.map(([x, , w]) => [x, x + w]), ...xs.map((x) => [x - LINE, x + LINE])], gone.map(([x, , w]) => [x, x + w]));
    const mapY = mapAxis(solid.map(([, y, , h]) => [y, y + h]), gone.map(([, y, , h]) => [y, y + h]));
    const mapBox = ([x, y, w, h]) => [mapX(x), mapY(y), mapX(x + w) - mapX(x), mapY(y + h) - mapY(y)];
    const bottom = Object.fromEntries(frame.members.map((inner, at) => [inner, [before[at][1] + before[at][3], boxes[at][1] + boxes[at][3]]]));
    const moveRoute = (route) => {
      const points = route.points.map((value, at) => (at % 2 ? mapY : mapX)(value));
      const [was, is] = bottom[route.source];
      if (Math.abs(route.points[1] - was) < 0.6 && was - is > 0.6) points.unshift(points[0], mapY(is));
      return { ...route, points, label: route.label && mapBox(route.label) };
    };
    return {
      size: [mapX(size[0]), mapY(size[1])],
      boxes: boxes.map(([x, y, w, h]) => [mapX(x), mapY(y), w, h]),
      routes: routes.map(moveRoute),
      racks: racks.map(mapBox),
      junctions: junctions.map(([x, y]) => [mapX(x), mapY(y)]),
    };
  };

  const arrange = () => {
    for (const item of items) item.hidden = isHidden(item);
    const [width] = arrangeFrame(ROOT);
    byId("lines").replaceChildren();
    lines = [];
    locate(ROOT, [0, 0, width]);
    for (const item of items) drawItem(item);
    highlight();
  };
  const locate = (index, [left, top, width]) => {
    const { header, margin, members } = data.frames[index];
    const { size, boxes, routes, racks, junctions } = arranged[index];
    const [x, y] = [left + (width - size[0]) / 2, top + (header[1] || margin)];
    drawLines([x, y], routes, racks, junctions);
    members.forEach((inner, at) => {
      const [dx, dy, w, h] = boxes[at];
      items[inner].now = [x + dx, y + dy, w, h];
      if (items[inner].isGroup && !items[inner].isCollapsed) locate(inner, items[inner].now);
    });
  };
  const drawItem = (item) => {
    item.shape.classList.toggle("gone", item.hidden);
    if (item.hidden) return;
    item.shape.setAttribute("transform", `translate(${item.now[0]} ${item.now[1]})`);
    if (!item.isGroup) return;
    const frame = item.shape.querySelector(".frame");
    frame.setAttribute("width", item.now[2]);
    frame.setAttribute("height", item.now[3]);
    if (!canCollapse(item)) return;
    item.shape.setAttribute("aria-expanded", !item.isCollapsed);
    drawToggle(item);
  };
  const drawLines = ([x, y], routes, racks, junctions) => {
    const parent = make("g", { transform: `translate(${x} ${y})` }, byId("lines"));
    for (const [left, top, width, height] of racks) make("rect", { class: "rack", x: left, y: top, width, height, rx: 8 }, parent);
    for (const route of routes) {
      const { style } = data.arrows[route.arrow];
      const path = make("path", { class: `line ${style}`, d: writePath(route.points) }, parent);
      const head = route.head ?? "end";
      if (head) path.setAttribute(`marker-${head}`, `url(#a-${style})`);
      lines.push({ path, ends: route.ends });
    }
    for (const [cx, cy] of junctions) make("circle", { class: "junction", cx, cy, r: 3.5 }, parent);
    for (const route of routes) if (route.label) drawLabel(parent, route.label, data.arrows[route.arrow].lines);
  };
  const writePath = (points) => {
    let path = `M${points[0]} ${points[1]}`;
    for (let i = 2; i < points.length; i += 2) {
      const [x, y, toX, toY] = points.slice(i - 2, i + 2);
      const middle = (y + toY) / 2;
      path += Math.abs(x - toX) < 0.05 ? `V${toY}` : `C${x} ${middle} ${toX} ${middle} ${toX} ${toY}`;
    }
    return path;
  };
  const drawLabel = (parent, [x, y, width, height], texts) => {
    const label = make("g", { class: "label", transform: `translate(${x} ${y})` }, parent);
    make("title", {}, label).textContent = [...new Set(texts.map(([, , full]) => full))].join("\n");
    make("rect", { class: "back", width, height, rx: 4 }, label);
    texts.forEach(([style, text], at) => {
      make("text", { class: style, x: width / 2, y: 2 + (at + 0.78) * 15 }, label).textContent = text;
    });
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
    begin();
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
  // Show all, or the first elements if they would be too small to read.
  const begin = () => {
    fit();
    const first = items.find((item) => !item.hidden && (!item.isGroup || item.isCollapsed));
    if (!first || view_.scale >= READABLE) return;
    const [x, y, width] = first.now;
    move(view.clientWidth / 2 - (x + width / 2) * CLEAR, 48 - y * CLEAR, CLEAR);
  };
  const reveal = (item) => {
    const [x, y, width, height] = item.now;
    const shown = item.isGroup && !item.isCollapsed ? Math.min(height, 60) : height;
    if (view_.scale < 0.4) zoom(0.8 / view_.scale);
    const [left, top] = [x * view_.scale + view_.x, y * view_.scale + view_.y];
    const [right, bottom] = [left + Math.min(width * view_.scale, view.clientWidth / 2), top + shown * view_.scale];
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
    for (const { path, ends } of lines) path.classList.toggle("near", ends.includes(selected));
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
    if (detail.source !== undefined) code(body, "Pipeline", data.blocks[detail.source]);
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
    const names = ["node", "phase", "start (UTC)", "duration", "message"];
    const shown = names.map((_, at) => executions.some((execution) => execution[at]));
    names.forEach((name, at) => { if (shown[at]) put(head, "th", name).scope = "col"; });
    const rows = put(table, "tbody");
    for (const execution of executions) {
      const row = put(rows, "tr");
      execution.forEach((text, at) => { if (shown[at]) put(row, "td", text); });
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
    const found = new Set(matches);
    for (const item of items) item.shape.classList.toggle("match", found.has(item));
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
    shape.addEventListener("focus", () => setCurrent(item, false));
    shape.addEventListener("dblclick", (event) => {
      if (item.isGroup && !event.target.closest(".toggle")) setCollapsed(item, !item.isCollapsed);
    });
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
  picture.classList.remove("gone"); // not before: browsers need long to lay out thousands of elements that are hidden then
  if (items.length) setCurrent(items[current], false);
  begin();
  let width = view.clientWidth;
  new ResizeObserver(() => {
    if (view.clientWidth === width) return;
    move(view_.x + (view.clientWidth - width) / 2, view_.y);
    width = view.clientWidth;
    if (!panel.hidden) reveal(items[selected]);
  }).observe(view);
})();
