/* Replaces everything packed in a structure by its numbers: base64, zlib, differences at a distance of `step`. */
async function unpackAll(holder) {
  "use strict";
  const KINDS = {f4: Float32Array, i2: Int16Array, u2: Uint16Array, u1: Uint8Array};
  async function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed.data), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const values = new KINDS[packed.type](await new Response(stream).arrayBuffer());
    if (packed.step) { for (let i = packed.step; i < values.length; i++) { values[i] += values[i - packed.step]; } }
    return values;
  }
  await Promise.all(Object.keys(holder).map(async (key) => {
    const value = holder[key];
    if (value && value.data && value.type) { holder[key] = await unpack(value); }
    else if (value && typeof value === "object") { await unpackAll(value); }
  }));
}

/* Clock and controls of the movement view. `root` is the element that holds the markup and the data. */
async function showMovement(root) {
  "use strict";
  const find = (name) => root.querySelector("[data-" + name + "]");
  const D = JSON.parse(root.querySelector("script[type='application/json']").textContent);
  await unpackAll(D);
  const canvas = find("canvas"), scene = movementScene(canvas, D);
  if (!scene) { root.classList.add("without"); return; }
  const T = D.time, last = T.length - 1, camera = {yaw: 90, tilt: 4, zoom: 1, near: false};
  const clamp = (x, a, b) => Math.min(Math.max(x, a), b);
  const mix = (a, b, s) => a + (b - a) * s;

  // --- time ---------------------------------------------------------------------------------------------------------
  const slider = find("slider"), clock = find("clock"), cursor = find("cursor"), playButton = find("play");
  const still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let now = D.start, playing = false, speed = 1, before = null, waiting = false;
  function moment() {
    let k = 0;
    while (k < last - 1 && T[k + 1] <= now) { k++; }
    return [k, last ? clamp((now - T[k]) / (T[k + 1] - T[k]), 0, 1) : 0];
  }
  const nearest = (t) => T.reduce((best, x, i) => (Math.abs(x - t) < Math.abs(T[best] - t) ? i : best), 0);
  function curve(name) {
    const t = D.curves.time, v = D.curves[name];
    let lo = 0, hi = t.length - 1;
    while (hi - lo > 1) { const mid = (lo + hi) >> 1; if (t[mid] <= now) { lo = mid; } else { hi = mid; } }
    return hi ? mix(v[lo], v[hi], clamp((now - t[lo]) / (t[hi] - t[lo]), 0, 1)) : v[0];
  }
  function ramp(x) {
    const s = clamp(x, 0, 1) * 4, i = Math.min(Math.floor(s), 3);
    return "rgb(" + [0, 1, 2].map((c) => Math.round(255 * mix(D.ramp[i][c], D.ramp[i + 1][c], s - i))).join(",") + ")";
  }
  function tell(seen) {
    find("left").textContent = seen.left; find("right").textContent = seen.right;
    clock.textContent = now.toFixed(2) + " s";
    slider.value = now;
    slider.setAttribute("aria-valuetext", now.toFixed(2) + " seconds");
    cursor.style.left = 100 * (now - T[0]) / (T[last] - T[0] || 1) + "%";
    root.querySelectorAll("[data-muscle]").forEach((row) => {
      const force = curve(row.dataset.muscle), part = force / D.fmax[row.dataset.muscle], bar = row.querySelector("i");
      row.querySelector("b").textContent = force.toFixed(0) + " N";
      row.querySelector("small").textContent = (100 * part).toFixed(0) + " %";
      bar.style.width = 100 * clamp(part, 0, 1) + "%"; bar.style.background = ramp(part);
    });
    const text = find("support");
    if (text) { text.textContent = (seen.support / D.loads.body_weight).toFixed(2) + " body weights (" + seen.support.toFixed(0) + " N)"; }
  }
  function request() { if (!waiting) { waiting = true; requestAnimationFrame(tick); } }
  function tick(stamp) {
    waiting = false;
    if (playing) {
      if (before !== null) {
        now += speed * Math.min(stamp - before, 250) / 1000;
        if (now > T[last]) { now = T[0]; }
      }
      before = stamp;
    }
    const show = {limbs: find("limbs").checked, others: find("others").checked, through: find("through").checked};
    const seen = scene.draw(...moment(), camera, show);
    if (seen) { tell(seen); }
    if (playing) { request(); }
  }
  function play(on) {
    playing = on && last > 0; before = null;
    if (!playing) { now = T[nearest(now)]; }
    playButton.textContent = playing ? "Pause" : "Play";
    request();
  }
  function go(t) { now = T[nearest(clamp(t, T[0], T[last]))]; play(false); }
  function step(by) { now = T[clamp(nearest(now) + by, 0, last)]; play(false); }

  // --- controls -----------------------------------------------------------------------------------------------------
  function press(group, chosen) {
    root.querySelectorAll("[data-" + group + "]").forEach((b) => b.setAttribute("aria-pressed", b === chosen ? "true" : "false"));
  }
  const PRESETS = {side: [90, 4, false], front: [0, 4, false], back: [180, 4, false], corner: [42, 9, false], close: [D.near.turn, 4, true]};
  function preset(name) {
    if (!PRESETS[name]) { return; }
    [camera.yaw, camera.tilt, camera.near] = PRESETS[name];
    camera.zoom = 1;
    find("limbs").checked = find("others").checked = !camera.near;
    press("preset", root.querySelector("[data-preset='" + name + "']"));
    request();
  }
  playButton.addEventListener("click", () => play(!playing));
  slider.addEventListener("input", () => go(Number(slider.value)));
  slider.addEventListener("keydown", (e) => {
    const by = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[e.key];
    if (by) { e.preventDefault(); step(by); }
  });
  root.querySelectorAll("[data-speed]").forEach((b) => b.addEventListener("click", () => { speed = Number(b.dataset.speed); press("speed", b); }));
  root.querySelectorAll("[data-preset]").forEach((b) => b.addEventListener("click", () => preset(b.dataset.preset)));
  ["limbs", "others", "through"].forEach((name) => find(name).addEventListener("change", request));
  function turn(yaw, tilt, zoom) {
    camera.yaw += yaw; camera.tilt = clamp(camera.tilt + tilt, -60, 85); camera.zoom = clamp(camera.zoom * zoom, 0.4, 8);
    if (yaw || tilt) { press("preset", null); }
    request();
  }
  canvas.addEventListener("keydown", (e) => {
    const act = {ArrowLeft: () => turn(-6, 0, 1), ArrowRight: () => turn(6, 0, 1), ArrowUp: () => turn(0, 5, 1), ArrowDown: () => turn(0, -5, 1),
      "+": () => turn(0, 0, 1.15), "-": () => turn(0, 0, 1 / 1.15), " ": () => play(!playing)}[e.key];
    if (act) { e.preventDefault(); act(); }
  });
  const held = new Map();
  const gap = () => { const [a, b] = [...held.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
  canvas.addEventListener("pointerdown", (e) => { canvas.setPointerCapture(e.pointerId); held.set(e.pointerId, {x: e.clientX, y: e.clientY}); });
  canvas.addEventListener("pointermove", (e) => {
    const old = held.get(e.pointerId);
    if (!old) { return; }
    const apart = held.size === 2 ? gap() : 0;
    held.set(e.pointerId, {x: e.clientX, y: e.clientY});
    if (held.size === 2) { turn(0, 0, gap() / Math.max(apart, 1)); } else { turn(0.4 * (e.clientX - old.x), 0.3 * (e.clientY - old.y), 1); }
  });
  ["pointerup", "pointercancel"].forEach((name) => canvas.addEventListener(name, (e) => held.delete(e.pointerId)));
  canvas.addEventListener("wheel", (e) => {  // the plain wheel scrolls the page
    if (e.ctrlKey || document.activeElement === canvas) { e.preventDefault(); turn(0, 0, Math.exp(-0.002 * e.deltaY)); }
  }, {passive: false});
  scene.lost(() => { play(false); root.classList.add("without"); });

  // --- begin: '#t=0.4&view=close' shows that moment, still --------------------------------------------------------------
  function fromAddress() {
    const asked = new URLSearchParams(window.location.hash.slice(1));
    if (asked.has("view")) { preset(asked.get("view")); }
    if (asked.has("yaw")) { camera.yaw = Number(asked.get("yaw")); }
    if (asked.has("t")) { go(Number(asked.get("t"))); }
    return asked.has("t");
  }
  preset(D.preset);
  const asked = fromAddress();
  window.addEventListener("hashchange", fromAddress);
  if (window.ResizeObserver) { new ResizeObserver(request).observe(canvas); }
  if (!asked && !still && window.IntersectionObserver) {  // starts by itself when it is first seen
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((x) => x.isIntersecting)) { seen.disconnect(); now = T[0]; play(true); }
    }, {threshold: 0.4});
    seen.observe(canvas);
  }
  root.movement = {go, play, preset, get time() { return now; }};
  play(false);
}
