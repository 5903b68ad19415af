/* Shaders of the movement view, for a body of `segments` segments.
   solid: triangles in segment frames, x_ground = R x + p, also as their outline or their shadow on the floor.
   tube: a piece of a tube between two records of a path. plane: floor with a grid, or a plate with an edge.
   lit: light from the camera's upper left, as in the still pictures; colour a share of the force ramp, or fixed. */
function movementShaders(segments) {
  "use strict";
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
    uniform mat4 uSee, uView; uniform vec4 uFrame[${3 * segments}]; uniform float uQuantum, uOutline, uPixel; uniform vec4 uColour;
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
  return {solid: [SOLID, LIT], tube: [TUBE, LIT], plane: [PLANE_V, PLANE_F]};
}
