/* Draws a body with its muscles in one moment of a movement with three.js (`THREE`). Bones: skinned meshes, one bone of
   the skeleton a segment. Muscles: tubes, written anew for every moment. Between two kept frames everything moves
   evenly. Ground axes: x forward, y up, z right. `null` where there is no WebGL 2. */
function movementScene(canvas, D) {
  "use strict";
  const context = canvas.getContext("webgl2", {antialias: true, stencil: true});
  if (!context) { return null; }
  THREE.ColorManagement.enabled = false;  // colours are those of the still pictures, number for number
  const renderer = new THREE.WebGLRenderer({canvas, context, alpha: true, antialias: true, stencil: true});
  renderer.outputColorSpace = THREE.LinearSRGBColorSpace;
  const INK = {defaultColor: [0.20, 0.17, 0.16], defaultAlpha: 1}, INK_WIDTH = 0.9;  // [pixels]
  const outlines = new THREE.OutlineEffect(renderer, INK);
  outlines.autoClear = false;
  const vector = (list, at) => new THREE.Vector3().fromArray(list, at || 0);
  const mix = THREE.MathUtils.lerp, UP = vector([0, 1, 0]), last = D.time.length - 1;
  const body = new THREE.Scene(), ground = new THREE.Scene(), camera = new THREE.PerspectiveCamera(22);

  // --- light from the camera's upper left, as in the still pictures ------------------------------------------------------
  body.add(camera, new THREE.AmbientLight(0xffffff, 0.50 * Math.PI));
  [[0.42, [-0.45, 0.60, 0.66]], [0.12, [0, 0, 1]]].forEach(([strength, from]) => {
    const light = new THREE.DirectionalLight(0xffffff, strength * Math.PI);
    light.position.fromArray(from);
    camera.add(light, light.target);
  });
  const inked = [];
  function material(kind, options, ink) {
    const made = new THREE[kind](options);
    made.userData.outlineParameters = {visible: Boolean(ink)};
    if (ink) { inked.push(made.userData.outlineParameters); }
    return made;
  }
  const lit = (options, ink) => material("MeshLambertMaterial", options, ink);
  const hiddenPart = {depthFunc: THREE.GreaterDepth, depthWrite: false, transparent: true, opacity: 0.5};
  function add(parent, object, order) {
    object.frustumCulled = false;  // shapes move without their bounds being told
    object.renderOrder = order;
    parent.add(object);
    return object;
  }

  // --- bones, and their shadow on the floor, each pixel darkened once -----------------------------------------------------
  const bones = Array.from({length: D.segments}, () => body.add(new THREE.Bone()).children.at(-1));
  const skeleton = new THREE.Skeleton(bones, bones.map(() => new THREE.Matrix4()));
  const shade = material("MeshBasicMaterial", {color: new THREE.Color(0.25, 0.27, 0.3), transparent: true, opacity: 0.16,
    depthWrite: false, side: THREE.DoubleSide, stencilWrite: true, stencilFunc: THREE.EqualStencilFunc, stencilZPass: THREE.IncrementStencilOp});
  const onFloor = new THREE.Matrix4().set(1, -0.25, 0, 0.25 * D.floor, 0, 0, 0, D.floor + 0.002, 0, -0.15, 1, 0.15 * D.floor, 0, 0, 0, 1);
  function skinned(parent, geometry, look) {
    const mesh = add(parent, new THREE.SkinnedMesh(geometry, look), 1);
    mesh.bindMode = THREE.DetachedBindMode;
    mesh.bind(skeleton, new THREE.Matrix4());
    return mesh;
  }
  const shapes = {};
  D.meshes.forEach((mesh) => {
    const count = mesh.segment.length, index = new Uint8Array(4 * count), weight = new Uint8Array(4 * count);
    mesh.segment.forEach((segment, v) => { index[4 * v] = segment; weight[4 * v] = 1; });
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.BufferAttribute(Float32Array.from(mesh.vertex, (x) => mesh.quantum * x), 3));
    geometry.setAttribute("skinIndex", new THREE.BufferAttribute(index, 4));
    geometry.setAttribute("skinWeight", new THREE.BufferAttribute(weight, 4));
    geometry.setIndex(new THREE.BufferAttribute(mesh.face, 1));
    geometry.computeVertexNormals();
    const shadow = skinned(ground, geometry, shade);
    shadow.matrixAutoUpdate = false;
    shadow.matrix.copy(onFloor);
    shapes[mesh.name] = [skinned(body, geometry, lit({color: new THREE.Color(...mesh.colour)}, true)), shadow];
  });
  function pose(k, s) {
    const a = 7 * D.segments * k, b = 7 * D.segments * Math.min(k + 1, last), from = new THREE.Quaternion(), to = new THREE.Quaternion();
    bones.forEach((bone, i) => {
      const p = a + 7 * i, q = b + 7 * i, x = D.place;
      bone.position.lerpVectors(vector(x, p), vector(x, q), s);
      bone.quaternion.slerpQuaternions(from.set(x[p + 4], x[p + 5], x[p + 6], x[p + 3]), to.set(x[q + 4], x[q + 5], x[q + 6], x[q + 3]), s);
    });
    body.updateMatrixWorld();
  }

  // --- muscles ------------------------------------------------------------------------------------------------------
  const SIDES = 10, pelvis = bones[D.pelvis].position;
  let radiusFrom = 0;
  const strands = D.strands.map(([from, count, moving, mine], i) => {
    radiusFrom += count;
    return {i, from, count, moving, mine, radius: D.radius.subarray(radiusFrom - count, radiusFrom)};
  });
  function path(strand, k, s) {
    const q = D.paths.quantum, next = Math.min(k + 1, last);
    return Array.from({length: strand.count}, (_, i) => {
      const p = strand.from + i, at = (frame) => vector(D.paths.points, 3 * (D.paths.count * frame + p));
      return strand.moving ? at(k).lerp(at(next), s).multiplyScalar(q).add(pelvis)
        : vector(D.fixed.local, 3 * p).applyMatrix4(bones[D.fixed.segment[p]].matrixWorld);
    });
  }
  const stops = D.ramp.map((stop) => new THREE.Color(...stop));
  function ramp(share) {
    const x = 4 * THREE.MathUtils.clamp(share, 0, 1), i = Math.min(Math.floor(x), 3);
    return stops[i].clone().lerp(stops[i + 1], x - i);
  }
  function tubes(chosen, thinnest, looks) {  // all of them as one shape; `thinnest` radius in pixels
    const geometry = new THREE.BufferGeometry(), index = [];
    let rings = 0;
    chosen.forEach((strand) => {
      for (let ring = rings; ring < rings + strand.count + 1; ring++) {
        for (let i = 0; i < SIDES; i++) {
          const a = SIDES * ring + i, b = SIDES * ring + (i + 1) % SIDES;
          index.push(a, b, a + SIDES, b, b + SIDES, a + SIDES);
        }
      }
      rings += strand.count + 2;
    });
    const [at, normal, colour] = ["position", "normal", "color"].map((name) => {
      const values = new THREE.BufferAttribute(new Float32Array(3 * SIDES * rings), 3).setUsage(THREE.DynamicDrawUsage);
      geometry.setAttribute(name, values);
      return values;
    });
    geometry.setIndex(index);
    const meshes = looks.map(([look, order]) => add(body, new THREE.Mesh(geometry, look), order));
    function write(k, s, pixel) {
      let v = 0;
      chosen.forEach((strand) => {
        const line = path(strand, k, s), n = line.length, m = D.strands.length, t = new THREE.Vector3(), w = new THREE.Vector3();
        const tint = ramp(mix(D.share[m * k + strand.i], D.share[m * Math.min(k + 1, last) + strand.i], s) / 255);
        let u = null;
        for (let ring = -1; ring <= n; ring++) {  // the first and the last close the ends
          const p = Math.min(Math.max(ring, 0), n - 1), end = ring - p;
          t.subVectors(line[Math.min(p + 1, n - 1)], line[Math.max(p - 1, 0)]).normalize();
          u = u || new THREE.Vector3().crossVectors(t, vector(Math.abs(t.x) < 0.7 ? [1, 0, 0] : [0, 1, 0]));
          u.addScaledVector(t, -u.dot(t)).normalize();  // carried along, so that the tube does not twist
          w.crossVectors(t, u);
          const middle = line[p].clone().addScaledVector(t, 0.5 * end * strand.radius[p]);
          const depth = -line[p].clone().applyMatrix4(camera.matrixWorldInverse).z;
          const r = end ? 0 : Math.max(strand.radius[p], thinnest * pixel * depth);
          for (let i = 0; i < SIDES; i++, v++) {
            const c = Math.cos(2 * Math.PI * i / SIDES), z = Math.sin(2 * Math.PI * i / SIDES);
            const [x, y, h] = [c * u.x + z * w.x, c * u.y + z * w.y, c * u.z + z * w.z];
            normal.setXYZ(v, x, y, h);
            at.setXYZ(v, middle.x + r * x, middle.y + r * y, middle.z + r * h);
            colour.setXYZ(v, tint.r, tint.g, tint.b);
          }
        }
      });
      [at, normal, colour].forEach((values) => { values.needsUpdate = true; });
    }
    return {write, meshes};
  }
  const muscle = {vertexColors: true};
  const others = tubes(strands.filter((s) => !s.mine), 0.7, [[lit(muscle), 1]]);
  const mine = tubes(strands.filter((s) => s.mine), 1, [[lit({...muscle, ...hiddenPart}), 2], [lit({...muscle, transparent: true}, true), 3]]);

  // --- arrows of contact forces ---------------------------------------------------------------------------------------
  const green = {color: new THREE.Color(...D.loads.colour)};
  const shaft = new THREE.CylinderGeometry(0.009, 0.009, 1, SIDES).translate(0, 0.5, 0);
  const tip = new THREE.ConeGeometry(0.024, 1, SIDES).translate(0, 0.5, 0);
  const looks = [[lit({...green, ...hiddenPart}), 2], [lit({...green, transparent: true}, true), 3]];
  const arrows = Array.from({length: D.loads.count}, () => {
    const group = new THREE.Group();
    body.add(group);
    const pair = (shape) => looks.map(([look, order]) => add(group, new THREE.Mesh(shape, look), order));
    return {group, shafts: pair(shaft), tips: pair(tip)};
  });
  function placeArrows(k, s) {
    const sum = new THREE.Vector3(), n = D.loads.count, next = Math.min(k + 1, last);
    arrows.forEach((arrow, i) => {
      const [f, g] = [k, next].map((frame) => vector(D.loads.values, 6 * (n * frame + i)));
      const [p, q] = [k, next].map((frame) => vector(D.loads.values, 6 * (n * frame + i) + 3));
      const force = f.clone().lerp(g, s), size = force.length(), long = size * D.loads.metre_per_newton, top = Math.min(0.075, 0.5 * long);
      sum.add(force);
      arrow.group.visible = size > D.loads.least;
      arrow.group.position.copy(f.length() > 0 && g.length() > 0 ? p.lerp(q, s) : f.length() > 0 ? p : q);
      arrow.group.quaternion.setFromUnitVectors(UP, force.normalize());
      arrow.shafts.forEach((mesh) => { mesh.scale.y = long - top; });
      arrow.tips.forEach((mesh) => { mesh.position.y = long - top; mesh.scale.y = top; });
    });
    return sum.length();
  }

  // --- floor and plates: a faint face with lines every quarter of a metre -----------------------------------------------
  const GREY = [0.42, 0.47, 0.52], STEP = 0.25, WIDE = 2.6;
  const faint = {vertexColors: true, transparent: true, depthWrite: false, side: THREE.DoubleSide};
  function drawn(kind, look, points, alpha) {
    const geometry = points.isBufferGeometry ? points : new THREE.BufferGeometry().setFromPoints(points), count = geometry.attributes.position.count;
    const colours = new THREE.BufferAttribute(new Float32Array(4 * count), 4);
    for (let v = 0; v < count; v++) { colours.setXYZW(v, ...GREY, alpha); }
    geometry.setAttribute("color", colours);
    return add(ground, new THREE[kind](geometry, material(look, faint)), 0);
  }
  function floor(height) {
    const face = drawn("Mesh", "MeshBasicMaterial", new THREE.RingGeometry(0, WIDE, 48, 12).rotateX(-Math.PI / 2), 0), points = [];
    const most = Math.ceil(WIDE / STEP);
    for (let i = -most; i <= most; i++) {
      for (let j = -most; j < most; j++) {
        points.push([i, j], [i, j + 1], [j, i], [j + 1, i]);
      }
    }
    const lines = drawn("LineSegments", "LineBasicMaterial", points.map(([x, z]) => vector([STEP * x, 0, STEP * z])), 0);
    function fade(object, alpha, x, z) {  // paler with the distance from the body
      const {position, color} = object.geometry.attributes;
      for (let v = 0; v < position.count; v++) {
        const away = Math.hypot(position.getX(v) + object.position.x - x, position.getZ(v) + object.position.z - z) / WIDE;
        color.setW(v, alpha * (1 - THREE.MathUtils.smoothstep(away, 0.35, 1)));
      }
      color.needsUpdate = true;
    }
    return () => {
      face.position.set(pelvis.x, height, pelvis.z);
      lines.position.set(STEP * Math.round(pelvis.x / STEP), height, STEP * Math.round(pelvis.z / STEP));
      fade(face, 0.07, pelvis.x, pelvis.z); fade(lines, 0.2, pelvis.x, pelvis.z);
    };
  }
  function plate(support) {
    const at = vector(support.point), u = vector(support.u), v = vector(support.v), points = [];
    const on = (a, b) => at.clone().addScaledVector(u, a).addScaledVector(v, b);
    const rim = [on(-1, -1), on(1, -1), on(1, 1), on(-1, 1)];
    const face = new THREE.BufferGeometry().setFromPoints(rim).setIndex([0, 1, 2, 0, 2, 3]);
    drawn("Mesh", "MeshBasicMaterial", face, 0.18);
    [[u, (a, b) => on(a, b)], [v, (a, b) => on(b, a)]].forEach(([across, place]) => {
      const step = STEP / across.length();
      for (let a = -Math.floor(1 / step); a * step <= 1; a++) { points.push(place(a * step, -1), place(a * step, 1)); }
    });
    drawn("LineSegments", "LineBasicMaterial", points, 0.2);
    drawn("LineLoop", "LineBasicMaterial", rim, 0.8);
    return () => {};
  }
  const supports = (D.supports.length ? D.supports : [{open: 1, point: [0, D.floor, 0]}]).map((p) => (p.open ? floor(p.point[1]) : plate(p)));

  // --- camera -------------------------------------------------------------------------------------------------------
  const forward = vector(D.heading), rightward = forward.clone().cross(UP);
  function edge(right, sign) {  // which side of the person is at this edge of the picture
    const ahead = sign * right.dot(forward), beside = sign * right.dot(rightward);
    return Math.abs(ahead) > Math.abs(beside) ? D.ends[ahead > 0 ? 1 : 0] : (beside > 0 ? "right" : "left");
  }
  function aim(from, aspect) {
    const a = THREE.MathUtils.degToRad(from.yaw), b = THREE.MathUtils.degToRad(from.tilt), [low, high, wide] = D.span;
    const level = forward.clone().multiplyScalar(Math.cos(a)).addScaledVector(rightward, Math.sin(a));
    const tall = from.near ? D.near.height : 1.10 * (high - low), broad = from.near ? D.near.width : 2.1 * wide;
    const far = Math.max(tall, broad / aspect) / 2 / Math.tan(THREE.MathUtils.degToRad(camera.fov / 2)) / from.zoom;
    const target = vector([pelvis.x, from.near ? pelvis.y + D.near.lift : 0.5 * (low + high), pelvis.z]);
    camera.position.copy(target).addScaledVector(level, far * Math.cos(b)).addScaledVector(UP, far * Math.sin(b));
    camera.lookAt(target);
    Object.assign(camera, {aspect, near: Math.max(0.05, far - 3), far: far + 8});
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    const right = UP.clone().cross(level);
    return {left: edge(right, -1), right: edge(right, 1)};
  }

  // --- drawing ------------------------------------------------------------------------------------------------------
  function draw(k, s, from, show) {
    const {width, height} = canvas.getBoundingClientRect();
    if (!Math.round(width) || !Math.round(height)) { return null; }
    renderer.setPixelRatio(Math.min(window.devicePixelRatio || 1, 2));
    renderer.setSize(width, height, false);
    pose(k, s);
    const ends = aim(from, width / height), pixel = 2 * Math.tan(THREE.MathUtils.degToRad(camera.fov / 2)) / height;
    inked.forEach((ink) => { ink.thickness = 2 * INK_WIDTH / Math.sqrt(width * height); });
    others.write(k, s, pixel); mine.write(k, s, pixel);
    supports.forEach((place) => place());
    const support = placeArrows(k, s);
    ["arm", "rib"].forEach((name) => shapes[name].forEach((mesh) => { mesh.visible = show.limbs; }));
    others.meshes[0].visible = show.others; mine.meshes[0].visible = show.through;
    renderer.render(ground, camera);
    outlines.render(body, camera);
    return {support, ...ends};
  }
  return {draw, lost: (then) => canvas.addEventListener("webglcontextlost", then)};
}
