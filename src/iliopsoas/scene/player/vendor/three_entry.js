export {
  AmbientLight, Bone, BufferAttribute, BufferGeometry, Color, ColorManagement, ConeGeometry, CylinderGeometry,
  DetachedBindMode, DirectionalLight, DoubleSide, DynamicDrawUsage, EqualStencilFunc, GreaterDepth, Group,
  IncrementStencilOp, LineBasicMaterial, LineLoop, LineSegments, LinearSRGBColorSpace, MathUtils, Matrix4, Mesh,
  MeshBasicMaterial, MeshLambertMaterial, PerspectiveCamera, Quaternion, RingGeometry, Scene, Skeleton, SkinnedMesh,
  Vector3, WebGLRenderer,
} from "three";
export {OutlineEffect} from "three/examples/jsm/effects/OutlineEffect.js";
