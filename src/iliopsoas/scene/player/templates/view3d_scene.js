/* Draws a body with its muscles in one moment of a movement with WebGL 2. Bones: triangles in segment frames, placed by
   R x + p. Muscles and arrows: tubes, one instance a piece between two points of a path. Between two kept frames
   everything moves evenly. Ground axes: x forward, y up, z right. `null` where there is no WebGL 2. */
function movementScene(canvas, D) {
  "use strict";
  const gl = canvas.getContext("webgl2", {antialias: true, stencil: true});
  if (!gl) { return null; }

  // --- data ---------------------------------------------------------------------------------------------------------
  const last = D.time.length - 1, S = D.segments, PELVIS = D.pelvis;
  const place = D.place, share = D.share, radius = D.radius;
  const points = D.paths.points, pointSegment = D.fixed.segment, pointLocal = D.fixed.local;
  const loads = D.loads.count ? D.loads.values : null;
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
  const shaders = movementShaders(S);
  const solid = program(...shaders.solid), tube = program(...shaders.tube), plane = program(...shaders.plane);
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
    const vertex = mesh.vertex, face = mesh.face, vao = gl.createVertexArray();
    gl.bindVertexArray(vao);
    buffer(vertex); attribute(solid.attribute("aPlace"), 3, gl.SHORT, 0, 0);
    buffer(normals(vertex, face)); attribute(solid.attribute("aNormal"), 3, gl.FLOAT, 0, 0);
    buffer(mesh.segment); attribute(solid.attribute("aSegment"), 1, gl.UNSIGNED_BYTE, 0, 0);
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
  const FOV = 22 * Math.PI / 180;
  const forward = D.heading, rightward = cross(forward, [0, 1, 0]);
  function edge(right, sign) {  // which side of the person is at this edge of the picture
    const ahead = sign * dot(right, forward), beside = sign * dot(right, rightward);
    return Math.abs(ahead) > Math.abs(beside) ? D.ends[ahead > 0 ? 1 : 0] : (beside > 0 ? "right" : "left");
  }
  function look(camera) {
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
    return {view, see: times(lens, view), left: edge(right, -1), right: edge(right, 1)};
  }

  // --- drawing ------------------------------------------------------------------------------------------------------
  const INK = [0.20, 0.17, 0.16, 1];
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
  function drawSolids(see, show) {
    const hidden = {arm: !show.limbs, rib: !show.limbs};
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
  function draw(k, s, camera, show) {
    const box = canvas.getBoundingClientRect();
    scale = Math.min(window.devicePixelRatio || 1, 2);
    const wide = Math.round(box.width * scale), high = Math.round(box.height * scale);
    if (!wide || !high) { return null; }
    if (canvas.width !== wide || canvas.height !== high) { canvas.width = wide; canvas.height = high; }
    pose(k, s);
    strands.forEach((strand) => strandRecords(strand, k, s));
    const support = arrowRecords(k, s), see = look(camera);
    gl.bindBuffer(gl.ARRAY_BUFFER, record_buffer); gl.bufferSubData(gl.ARRAY_BUFFER, 0, record);
    gl.viewport(0, 0, wide, high);
    gl.clearColor(0, 0, 0, 0); gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT | gl.STENCIL_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST); gl.depthFunc(gl.LEQUAL); gl.enable(gl.BLEND); gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    drawPlanes(see);
    drawSolids(see, show);
    start(tube, see);
    if (show.others) { drawTubes(tubes[0], [1, 1, 1], 0.7, 0); }
    gl.depthFunc(gl.GREATER); gl.depthMask(false); gl.uniform1f(tube.at("uAlpha"), 0.5);  // what bones hide, faintly
    if (show.through) { drawTubes(tubes[1], [1, 1, 1], 1, 0); }
    drawTubes(tubes[2], D.loads.colour, 1, 0);
    gl.depthFunc(gl.LEQUAL); gl.depthMask(true); gl.uniform1f(tube.at("uAlpha"), 1);
    drawTubes(tubes[1], [1, 1, 1], 1, 0.9);
    drawTubes(tubes[2], D.loads.colour, 1, 0.9);
    gl.bindVertexArray(null);
    return {support, left: see.left, right: see.right};
  }
  return {draw, lost: (then) => canvas.addEventListener("webglcontextlost", then)};
}
