/* Plays a movement in three dimensions with WebGL 2. `root` is the element that holds the markup and the data.
   Bones: triangles in segment frames, placed by R x + p. Muscles and arrows: tubes, one instance a stretch between two
   points of a path. Ground axes: x forward, y up, z right. */
function showMovement(root) {
  "use strict";
  const find = (name) => root.querySelector("[data-" + name + "]");
  const D = JSON.parse(root.querySelector("script[type='application/json']").textContent);
  const canvas = find("canvas"), gl = canvas.getContext("webgl2", {antialias: true, stencil: true});
  if (!gl) { root.classList.add("without"); return; }

  // --- data ---------------------------------------------------------------------------------------------------------
  const KINDS = {f4: Float32Array, i2: Int16Array, u2: Uint16Array, u1: Uint8Array};
  function unpack(packed) {
    const text = atob(packed.data), bytes = new Uint8Array(text.length);
    for (let i = 0; i < bytes.length; i++) { bytes[i] = text.charCodeAt(i); }
    return new KINDS[packed.type](bytes.buffer);
  }
  const T = D.time, last = T.length - 1, S = D.segments, PELVIS = D.pelvis;
  const place = unpack(D.place), share = unpack(D.share), radius = unpack(D.radius);
  const points = unpack(D.paths.points), pointSegment = unpack(D.fixed.segment), pointLocal = unpack(D.fixed.local);
  const loads = D.loads.count ? unpack(D.loads.values) : null;
  const clamp = (x, a, b) => Math.min(Math.max(x, a), b);
  const mix = (a, b, s) => a + (b - a) * s;

  // --- small vectors and matrices (column-major) -----------------------------------------------------------------------
  const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const unit = (a) => { const n = Math.hypot(a[0], a[1], a[2]) || 1; return [a[0] / n, a[1] / n, a[2] / n]; };
  function times(a, b) {
    const out = new Float32Array(16);
    for (let c = 0; c < 4; c++) {
      for (let r = 0; r < 4; r++) { for (let k = 0; k < 4; k++) { out[4 * c + r] += a[4 * k + r] * b[4 * c + k]; } }
    }
    return out;
  }

  // --- programs -----------------------------------------------------------------------------------------------------
  const HEAD = "#version 300 es\nprecision highp float;\n";
  const LIT = HEAD + `
    uniform mat4 uView; uniform vec4 uInk; uniform vec4 uFlat; uniform float uAlpha; uniform vec3 uRamp[5];
    in vec3 vNormal; in vec4 vColour; out vec4 colour;
    void main() {
      if (uFlat.a > 0.0) { colour = vec4(uFlat.rgb * uFlat.a, uFlat.a); return; }
      vec3 n = normalize(mat3(uView) * vNormal);
      vec3 base = vColour.rgb;
      if (vColour.a >= 0.0) { float s = clamp(vColour.a, 0.0, 1.0) * 4.0; int i = int(min(s, 3.0));
        base = mix(uRamp[i], uRamp[i + 1], s - float(i)); }
      float light = 0.50 + 0.42 * max(dot(n, vec3(-0.4506, 0.6008, 0.6609)), 0.0) + 0.12 * max(n.z, 0.0);
      colour = vec4(min(base * light, 1.0) * uAlpha, uAlpha);
    }`;
  const SOLID = HEAD + `
    uniform mat4 uSee, uView; uniform vec4 uFrame[${3 * S}]; uniform float uQuantum, uOutline, uPixel; uniform vec4 uColour;
    uniform vec2 uShadow;
    in vec3 aPlace, aNormal; in float aSegment; out vec3 vNormal; out vec4 vColour;
    void main() {
      int s = 3 * int(aSegment);
      vec4 x = vec4(aPlace * uQuantum, 1.0);
      vec3 at = vec3(dot(uFrame[s], x), dot(uFrame[s + 1], x), dot(uFrame[s + 2], x));
      vNormal = vec3(dot(uFrame[s].xyz, aNormal), dot(uFrame[s + 1].xyz, aNormal), dot(uFrame[s + 2].xyz, aNormal));
      vColour = vec4(uColour.rgb, -1.0);
      if (uShadow.y > 0.0) { at = vec3(at.x - 0.25 * (at.y - uShadow.x), uShadow.x + 0.002, at.z - 0.15 * (at.y - uShadow.x)); }
      gl_Position = uSee * vec4(at, 1.0);
      if (uOutline > 0.0) { gl_Position = uSee * vec4(at + normalize(vNormal) * uOutline * uPixel * gl_Position.w, 1.0); }
    }`;
  const TUBE = HEAD + `
    uniform mat4 uSee; uniform float uOutline, uPixel, uLeast; uniform vec4 uColour;
    in vec2 aCorner; in vec4 aA, aB; in vec4 aTa, aTb; in vec4 aUa, aUb; out vec3 vNormal; out vec4 vColour;
    void main() {
      vec4 p = mix(aA, aB, aCorner.y);
      vec3 t = aCorner.y < 0.5 ? aTa.xyz : aTb.xyz, u = aCorner.y < 0.5 ? aUa.xyz : aUb.xyz, w = cross(t, u);
      vNormal = cos(aCorner.x) * u + sin(aCorner.x) * w;
      vColour = vec4(uColour.rgb, aCorner.y < 0.5 ? aTa.w : aTb.w);
      float depth = (uSee * vec4(p.xyz, 1.0)).w;
      float r = p.w > 0.0 ? max(p.w, uLeast * uPixel * depth) + uOutline * uPixel * depth : 0.0;
      gl_Position = uSee * vec4(p.xyz + r * vNormal, 1.0);
    }`;
  const PLANE_V = HEAD + `
    uniform mat4 uSee; uniform vec3 uCentre, uU, uV; in vec2 aCorner; out vec2 vAt; out vec3 vGround;
    void main() { vAt = aCorner; vGround = uCentre + aCorner.x * uU + aCorner.y * uV; gl_Position = uSee * vec4(vGround, 1.0); }`;
  const PLANE_F = HEAD + `
    uniform vec3 uU, uV; uniform float uOpen; uniform vec3 uLine; in vec2 vAt; in vec3 vGround; out vec4 colour;
    void main() {
      vec2 m = uOpen > 0.5 ? vGround.xz : vAt * vec2(length(uU), length(uV));
      vec2 step = vec2(0.25), near = abs(fract(m / step - 0.5) - 0.5) * step / max(fwidth(m), vec2(1e-6));
      float line = 1.0 - min(min(near.x, near.y), 1.0);
      float fade = uOpen > 0.5 ? smoothstep(1.0, 0.35, length(vAt)) : 1.0;
      vec2 rim = (1.0 - abs(vAt)) * vec2(length(uU), length(uV)) / max(fwidth(m), vec2(1e-6));
      if (uOpen < 0.5 && min(rim.x, rim.y) < 2.0) { line = 1.6; }
      float alpha = fade * ((uOpen > 0.5 ? 0.07 : 0.18) + 0.34 * line);
      colour = vec4(uLine * alpha, alpha);
    }`;
  function program(vertex, fragment) {
    const made = gl.createProgram();
    [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]].forEach(([kind, text]) => {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text); gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) { throw new Error(gl.getShaderInfoLog(shader)); }
      gl.attachShader(made, shader);
    });
    gl.linkProgram(made);
    if (!gl.getProgramParameter(made, gl.LINK_STATUS)) { throw new Error(gl.getProgramInfoLog(made)); }
    const known = {};
    const at = (name) => (name in known ? known[name] : (known[name] = gl.getUniformLocation(made, name)));
    return {made, at, attribute: (name) => gl.getAttribLocation(made, name)};
  }
  const solid = program(SOLID, LIT), tube = program(TUBE, LIT), plane = program(PLANE_V, PLANE_F);
  function buffer(values, target, use) {
    const made = gl.createBuffer();
    gl.bindBuffer(target || gl.ARRAY_BUFFER, made);
    gl.bufferData(target || gl.ARRAY_BUFFER, values, use || gl.STATIC_DRAW);
    return made;
  }
  function attribute(index, size, type, stride, offset, divisor) {
    if (index < 0) { return; }
    gl.enableVertexAttribArray(index);
    gl.vertexAttribPointer(index, size, type, false, stride, offset);
    gl.vertexAttribDivisor(index, divisor || 0);
  }

  // --- bones --------------------------------------------------------------------------------------------------------
  function normals(vertex, face) {
    const out = new Float32Array(vertex.length);
    for (let f = 0; f < face.length; f += 3) {
      const p = [0, 1, 2].map((k) => [0, 1, 2].map((c) => vertex[3 * face[f + k] + c] / 1000));
      const n = cross(p[1].map((x, c) => x - p[0][c]), p[2].map((x, c) => x - p[0][c]));
      for (let k = 0; k < 3; k++) { for (let c = 0; c < 3; c++) { out[3 * face[f + k] + c] += n[c]; } }
    }
    for (let v = 0; v < out.length; v += 3) { out.set(unit(out.subarray(v, v + 3)), v); }
    return out;
  }
  const meshes = D.meshes.map((mesh) => {
    const vertex = unpack(mesh.vertex), face = unpack(mesh.face), vao = gl.createVertexArray();
    gl.bindVertexArray(vao);
    buffer(vertex); attribute(solid.attribute("aPlace"), 3, gl.SHORT, 0, 0);
    buffer(normals(vertex, face)); attribute(solid.attribute("aNormal"), 3, gl.FLOAT, 0, 0);
    buffer(unpack(mesh.segment)); attribute(solid.attribute("aSegment"), 1, gl.UNSIGNED_BYTE, 0, 0);
    buffer(face, gl.ELEMENT_ARRAY_BUFFER);
    return {name: mesh.name, colour: mesh.colour, quantum: mesh.quantum, vao, count: face.length};
  });

  // --- muscles and arrows: records of (place 3, radius, tangent 3, value, across 3, spare) ----------------------------
  const REC = 12, SIDES = 10, ARROW = 5;
  const strands = D.strands.map((strand, i) => ({i, from: strand[0], count: strand[1], moving: strand[2] === 1, mine: strand[3] === 1}));
  let radiusAt = 0;
  strands.forEach((s) => { s.radius = radiusAt; radiusAt += s.count; });
  const sorted = strands.filter((s) => !s.mine).concat(strands.filter((s) => s.mine));
  let total = 0, mineFrom = 0;
  sorted.forEach((s) => { s.at = total; total += s.count + 2; if (!s.mine) { mineFrom = total; } });
  const arrowsFrom = total;
  total += D.loads.count * ARROW;
  const record = new Float32Array(total * REC);
  const record_buffer = buffer(record, gl.ARRAY_BUFFER, gl.DYNAMIC_DRAW);
  const corner = [];
  for (let k = 0; k <= SIDES; k++) { const a = 2 * Math.PI * k / SIDES; corner.push(a, 1, a, 0); }
  const corner_buffer = buffer(new Float32Array(corner));
  const tubes = [[0, mineFrom], [mineFrom, arrowsFrom], [arrowsFrom, total]].map(([a, b]) => {
    const vao = gl.createVertexArray();
    gl.bindVertexArray(vao);
    gl.bindBuffer(gl.ARRAY_BUFFER, corner_buffer);
    attribute(tube.attribute("aCorner"), 2, gl.FLOAT, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, record_buffer);
    ["aA", "aTa", "aUa", "aB", "aTb", "aUb"].forEach((name, k) => {
      attribute(tube.attribute(name), 4, gl.FLOAT, 4 * REC, 4 * (REC * a + 4 * k), 1);
    });
    return {vao, count: Math.max(b - a - 1, 0)};
  });
  const quad = gl.createVertexArray();
  gl.bindVertexArray(quad);
  buffer(new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1])); attribute(plane.attribute("aCorner"), 2, gl.FLOAT, 0, 0);
  gl.bindVertexArray(null);

  // --- one moment ---------------------------------------------------------------------------------------------------
  const frame = new Float32Array(12 * S), pelvis = [0, 0, 0];
  function pose(k, s) {
    const a = 7 * S * k, b = 7 * S * Math.min(k + 1, last);
    for (let i = 0; i < S; i++) {
      const v = [];
      for (let c = 0; c < 7; c++) { v.push(mix(place[a + 7 * i + c], place[b + 7 * i + c], s)); }
      const n = Math.hypot(v[3], v[4], v[5], v[6]), w = v[3] / n, x = v[4] / n, y = v[5] / n, z = v[6] / n;
      frame.set([
        1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y), v[0],
        2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x), v[1],
        2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y), v[2]], 12 * i);
    }
    for (let c = 0; c < 3; c++) { pelvis[c] = frame[12 * PELVIS + 4 * c + 3]; }
  }
  function line(strand, k, s) {
    const out = [];
    for (let p = strand.from; p < strand.from + strand.count; p++) {
      if (strand.moving) {
        const a = 3 * (D.paths.count * k + p), b = 3 * (D.paths.count * Math.min(k + 1, last) + p), q = D.paths.quantum;
        out.push([0, 1, 2].map((c) => pelvis[c] + q * mix(points[a + c], points[b + c], s)));
      } else {
        const f = 12 * pointSegment[p], x = pointLocal.subarray(3 * p, 3 * p + 3);
        out.push([0, 4, 8].map((r) => frame[f + r] * x[0] + frame[f + r + 1] * x[1] + frame[f + r + 2] * x[2] + frame[f + r + 3]));
      }
    }
    return out;
  }
  function write(at, p, r, t, u, value) {
    const o = REC * at;
    record[o] = p[0]; record[o + 1] = p[1]; record[o + 2] = p[2]; record[o + 3] = r;
    record[o + 4] = t[0]; record[o + 5] = t[1]; record[o + 6] = t[2]; record[o + 7] = value;
    record[o + 8] = u[0]; record[o + 9] = u[1]; record[o + 10] = u[2];
  }
  const sideways = (t) => unit(cross(t, Math.abs(t[0]) < 0.7 ? [1, 0, 0] : [0, 1, 0]));
  function strandRecords(strand, k, s) {
    const path = line(strand, k, s), n = path.length, m = D.strands.length;
    const value = mix(share[m * k + strand.i], share[m * Math.min(k + 1, last) + strand.i], s) / 255;
    let u = null, t = null;
    for (let p = 0; p < n; p++) {
      const a = path[Math.max(p - 1, 0)], b = path[Math.min(p + 1, n - 1)], r = radius[strand.radius + p];
      t = unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
      u = u ? unit(u.map((x, c) => x - dot(u, t) * t[c])) : sideways(t);  // carried along, so that the tube does not twist
      if (p === 0) { write(strand.at, path[0].map((x, c) => x - 0.5 * r * t[c]), 0, t, u, value); }
      write(strand.at + 1 + p, path[p], r, t, u, value);
      if (p === n - 1) { write(strand.at + n + 1, path[p].map((x, c) => x + 0.5 * r * t[c]), 0, t, u, value); }
    }
  }
  function arrowRecords(k, s) {
    let sum = [0, 0, 0];
    for (let i = 0; i < D.loads.count; i++) {
      const a = loads.subarray(6 * (D.loads.count * k + i)), b = loads.subarray(6 * (D.loads.count * Math.min(k + 1, last) + i));
      const force = [0, 1, 2].map((c) => mix(a[c], b[c], s)), size = Math.hypot(...force);
      const on = (v) => Math.hypot(v[0], v[1], v[2]) > 0;
      const foot = [3, 4, 5].map((c) => (on(a) && on(b) ? mix(a[c], b[c], s) : on(a) ? a[c] : b[c]));
      sum = sum.map((x, c) => x + force[c]);
      const at = arrowsFrom + ARROW * i, t = unit(force), u = sideways(t), long = size * D.loads.metre_per_newton;
      const show = size > D.loads.least, head = Math.min(0.075, 0.5 * long), r = 0.009, big = 0.024;
      [[0, 0], [0, r], [long - head, r], [long - head, big], [long, 0]].forEach(([d, rr], j) => {
        write(at + j, foot.map((x, c) => x + d * t[c]), show ? rr : 0, t, u, -1);
      });
    }
    return Math.hypot(...sum);
  }

  // --- camera -------------------------------------------------------------------------------------------------------
  const PRESETS = {side: [90, 4, false], front: [0, 4, false], back: [180, 4, false], corner: [42, 9, false], close: [D.near.turn, 4, true]};
  const FOV = 22 * Math.PI / 180, camera = {yaw: 90, tilt: 4, zoom: 1, near: false};
  const forward = D.heading, rightward = cross(forward, [0, 1, 0]);
  function look() {
    const a = camera.yaw * Math.PI / 180, b = camera.tilt * Math.PI / 180, aspect = canvas.width / canvas.height;
    const level = [0, 1, 2].map((c) => Math.cos(a) * forward[c] + Math.sin(a) * rightward[c]);
    const back = level.map((x, c) => Math.cos(b) * x + (c === 1 ? Math.sin(b) : 0));
    const right = cross([0, 1, 0], level), up = cross(back, right);
    const [low, high, wide] = D.span, tall = camera.near ? D.near.height : 1.10 * (high - low);
    const broad = camera.near ? D.near.width : 2.1 * wide;
    const far = Math.max(tall, broad / aspect) / 2 / Math.tan(FOV / 2) / camera.zoom;
    const aim = camera.near ? [pelvis[0], pelvis[1] + D.near.lift, pelvis[2]] : [pelvis[0], 0.5 * (low + high), pelvis[2]];
    const eye = aim.map((x, c) => x + far * back[c]);
    const view = new Float32Array([
      right[0], up[0], back[0], 0, right[1], up[1], back[1], 0, right[2], up[2], back[2], 0,
      -dot(right, eye), -dot(up, eye), -dot(back, eye), 1]);
    const f = 1 / Math.tan(FOV / 2), z0 = Math.max(0.05, far - 3), z1 = far + 8;
    const lens = new Float32Array([f / aspect, 0, 0, 0, 0, f, 0, 0, 0, 0, (z1 + z0) / (z0 - z1), -1, 0, 0, 2 * z1 * z0 / (z0 - z1), 0]);
    return {view, see: times(lens, view), eye};
  }

  // --- drawing ------------------------------------------------------------------------------------------------------
  const ticked = (name) => find(name).checked, INK = [0.20, 0.17, 0.16, 1];
  function start(which, see) {
    gl.useProgram(which.made);
    gl.uniformMatrix4fv(which.at("uSee"), false, see.see);
    gl.uniformMatrix4fv(which.at("uView"), false, see.view);
    gl.uniform1f(which.at("uPixel"), 2 * Math.tan(FOV / 2) / canvas.height * scale);
    gl.uniform3fv(which.at("uRamp"), D.ramp.flat());
    gl.uniform1f(which.at("uAlpha"), 1); gl.uniform1f(which.at("uOutline"), 0); gl.uniform4f(which.at("uFlat"), 0, 0, 0, 0);
  }
  function drawPlanes(see) {
    start(plane, see);
    gl.bindVertexArray(quad);
    gl.disable(gl.CULL_FACE); gl.depthMask(false);
    const open = {point: [pelvis[0], D.floor, pelvis[2]], u: [2.6, 0, 0], v: [0, 0, 2.6], open: 1};
    (D.supports.length ? D.supports : [open]).forEach((p) => {
      const at = p.open ? [pelvis[0], p.point[1], pelvis[2]] : p.point;
      gl.uniform3fv(plane.at("uCentre"), at); gl.uniform3fv(plane.at("uU"), p.u); gl.uniform3fv(plane.at("uV"), p.v);
      gl.uniform1f(plane.at("uOpen"), p.open); gl.uniform3f(plane.at("uLine"), 0.42, 0.47, 0.52);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    });
    gl.depthMask(true);
  }
  function drawSolids(see) {
    const hidden = {arm: !ticked("limbs"), rib: !ticked("limbs")};
    const shown = meshes.filter((mesh) => !hidden[mesh.name]);
    const each = (mesh) => {
      gl.bindVertexArray(mesh.vao);
      gl.uniform1f(solid.at("uQuantum"), mesh.quantum); gl.uniform4f(solid.at("uColour"), ...mesh.colour, 1);
      gl.drawElements(gl.TRIANGLES, mesh.count, gl.UNSIGNED_SHORT, 0);
    };
    start(solid, see);
    gl.uniform4fv(solid.at("uFrame"), frame);
    gl.disable(gl.CULL_FACE);
    gl.enable(gl.STENCIL_TEST); gl.depthMask(false);  // a shadow on the floor, each pixel darkened once
    gl.stencilFunc(gl.EQUAL, 0, 255); gl.stencilOp(gl.KEEP, gl.KEEP, gl.INCR);
    gl.uniform2f(solid.at("uShadow"), D.floor, 1); gl.uniform4f(solid.at("uFlat"), 0.25, 0.27, 0.3, 0.16);
    shown.forEach(each);
    gl.disable(gl.STENCIL_TEST); gl.depthMask(true);
    gl.uniform2f(solid.at("uShadow"), 0, 0); gl.uniform4f(solid.at("uFlat"), 0, 0, 0, 0);
    gl.enable(gl.CULL_FACE); gl.cullFace(gl.BACK);
    shown.forEach(each);
    gl.cullFace(gl.FRONT); gl.uniform1f(solid.at("uOutline"), 0.9); gl.uniform4fv(solid.at("uFlat"), INK);
    shown.forEach(each);
  }
  function drawTubes(part, colour, least, ink) {
    if (!part.count) { return; }
    gl.bindVertexArray(part.vao);
    gl.uniform4f(tube.at("uColour"), ...colour, 1); gl.uniform1f(tube.at("uLeast"), least);
    const go = () => gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 2 * (SIDES + 1), part.count);
    gl.enable(gl.CULL_FACE); gl.cullFace(gl.BACK); go();
    if (ink) {
      gl.cullFace(gl.FRONT); gl.uniform1f(tube.at("uOutline"), ink); gl.uniform4fv(tube.at("uFlat"), INK); go();
      gl.uniform1f(tube.at("uOutline"), 0); gl.uniform4f(tube.at("uFlat"), 0, 0, 0, 0); gl.cullFace(gl.BACK);
    }
  }
  let scale = 1;
  function draw() {
    const box = canvas.getBoundingClientRect();
    scale = Math.min(window.devicePixelRatio || 1, 2);
    const wide = Math.round(box.width * scale), high = Math.round(box.height * scale);
    if (!wide || !high) { return; }
    if (canvas.width !== wide || canvas.height !== high) { canvas.width = wide; canvas.height = high; }
    const at = moment(), k = at.k, s = at.s;
    pose(k, s);
    strands.forEach((strand) => strandRecords(strand, k, s));
    const support = arrowRecords(k, s), see = look();
    gl.bindBuffer(gl.ARRAY_BUFFER, record_buffer); gl.bufferSubData(gl.ARRAY_BUFFER, 0, record);
    gl.viewport(0, 0, wide, high);
    gl.clearColor(0, 0, 0, 0); gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT | gl.STENCIL_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST); gl.depthFunc(gl.LEQUAL); gl.enable(gl.BLEND); gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    drawPlanes(see);
    drawSolids(see);
    start(tube, see);
    if (ticked("others")) { drawTubes(tubes[0], [1, 1, 1], 0.7, 0); }
    if (ticked("through")) {  // the hidden part of the iliopsoas, faintly through the bones
      gl.depthFunc(gl.GREATER); gl.depthMask(false); gl.uniform1f(tube.at("uAlpha"), 0.5);
      drawTubes(tubes[1], [1, 1, 1], 1, 0);
      gl.depthFunc(gl.LEQUAL); gl.depthMask(true); gl.uniform1f(tube.at("uAlpha"), 1);
    }
    drawTubes(tubes[1], [1, 1, 1], 1, 0.9);
    drawTubes(tubes[2], D.loads.colour, 1, 0.9);
    gl.bindVertexArray(null);
    tell(support);
  }

  // --- time ---------------------------------------------------------------------------------------------------------
  const slider = find("slider"), clock = find("clock"), cursor = find("cursor"), playButton = find("play");
  const still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let now = D.start, playing = false, speed = 1, before = null, waiting = false;
  function moment() {
    let k = 0;
    while (k < last - 1 && T[k + 1] <= now) { k++; }
    return {k, s: last ? clamp((now - T[k]) / (T[k + 1] - T[k]), 0, 1) : 0};
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
  function tell(support) {
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
    if (text) { text.textContent = (support / D.loads.body_weight).toFixed(2) + " body weights (" + support.toFixed(0) + " N)"; }
  }
  function request() { if (!waiting) { waiting = true; requestAnimationFrame(tick); } }
  function tick(stamp) {
    waiting = false;
    if (playing) {
      if (before !== null) {
        now += speed * Math.min(stamp - before, 100) / 1000;
        if (now > T[last]) { now = T[0]; }
      }
      before = stamp;
    }
    draw();
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
    const act = {ArrowLeft: () => turn(6, 0, 1), ArrowRight: () => turn(-6, 0, 1), ArrowUp: () => turn(0, 5, 1), ArrowDown: () => turn(0, -5, 1),
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
    if (held.size === 2) { turn(0, 0, gap() / Math.max(apart, 1)); } else { turn(-0.4 * (e.clientX - old.x), 0.3 * (e.clientY - old.y), 1); }
  });
  ["pointerup", "pointercancel"].forEach((name) => canvas.addEventListener(name, (e) => held.delete(e.pointerId)));
  canvas.addEventListener("wheel", (e) => {  // the plain wheel scrolls the page
    if (e.ctrlKey || document.activeElement === canvas) { e.preventDefault(); turn(0, 0, Math.exp(-0.002 * e.deltaY)); }
  }, {passive: false});
  canvas.addEventListener("webglcontextlost", () => { play(false); root.classList.add("without"); });

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
