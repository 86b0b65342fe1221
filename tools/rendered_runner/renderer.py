"""Off-screen OpenGL: a cached room, a shadow map and moving meshes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner import shaders
from tools.rendered_runner.camera import Camera
from tools.rendered_runner.materials import Material
from tools.rendered_runner.scene import Light, Mesh

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

SHADOW_MAP_PX = 1536
SHADOW_HALF_WIDTH_M = 2.3
SHADOW_CENTRE_M = np.array([0.0, 0.75, 0.0])
LIGHT_DISTANCE_M = 6.0
SAMPLES = 4
GRAIN_SIZE = 48
# How meshes are treated: drawn once into the background, once per frame, or several times per frame.
ROOM, MACHINE, BELT, PERSON = "room", "machine", "belt", "person"
ALWAYS, NEARER = "1", "<="
MOVING = {"position": 3, "normal": 3}
FIXED = {"colour": 3, "rest": 3, "material": 1}
STATIC = (ROOM, MACHINE, BELT)
CASTERS = (MACHINE, PERSON)

# Per material: how much its tone varies, how deep its folds are (times the outfit's), gloss, texture scale.
FINISH: dict[Material, tuple[float, float, float, float]] = {
    Material.SKIN: (0.16, 0.10, 0.06, 2.4),
    Material.LIPS: (0.10, 0.0, 0.10, 2.4),
    Material.BROW: (0.3, 0.0, 0.0, 6.0),
    Material.EYE_WHITE: (0.0, 0.0, 0.4, 1.0),
    Material.IRIS: (0.0, 0.0, 0.6, 1.0),
    Material.HAIR: (0.55, 0.9, 0.08, 6.5),
    Material.TOP: (0.20, 1.0, 0.015, 1.5),
    Material.BOTTOM: (0.20, 1.0, 0.02, 1.5),
    Material.SOCK: (0.25, 0.2, 0.0, 7.0),
    Material.SHOE: (0.30, 0.25, 0.05, 5.0),
    Material.SOLE: (0.15, 0.05, 0.03, 4.0),
    Material.SHOE_ACCENT: (0.1, 0.0, 0.08, 4.0),
}
CLOTH = (Material.TOP, Material.BOTTOM)


@dataclass(frozen=True)
class Window:
    """The part of the picture people can be in, pixels from the top left corner."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int

    def share(self, camera: Camera) -> tuple[float, float, float, float]:
        """Origin and size in texture coordinates, which run upwards."""
        bottom_px = camera.height_px - self.top_px - self.height_px
        return (
            self.left_px / camera.width_px,
            bottom_px / camera.height_px,
            self.width_px / camera.width_px,
            self.height_px / camera.height_px,
        )

    def matrix(self, camera: Camera) -> Floats:
        """Clip space of the whole picture to clip space of the window ``(4, 4)``."""
        x, y, width, height = self.share(camera)
        matrix = np.diag([1 / width, 1 / height, 1.0, 1.0])
        matrix[0, 3] = (1 - 2 * x - width) / width
        matrix[1, 3] = (1 - 2 * y - height) / height
        return matrix

    def paste(self, part: Image, whole: Image) -> Image:
        """A copy of ``whole`` with ``part`` in the window."""
        picture = whole.copy()
        picture[self.top_px : self.top_px + self.height_px, self.left_px : self.left_px + self.width_px] = part
        return picture


@dataclass
class _Uploaded:
    kind: str
    moving: Any
    fixed: Any
    index: Any
    drawn: Any
    shadow: Any


def _column_major(matrix: NDArray[np.floating[Any]]) -> bytes:
    return bytes(matrix.T.astype("f4").tobytes())


class Renderer:
    """Draws one scene from one camera; the background is drawn once and kept."""

    def __init__(self, camera: Camera, light: Light, fold_depth: float, window: Window) -> None:
        self._camera, self._light, self._window = camera, light, window
        self._size = (camera.width_px, camera.height_px)
        self._gl = moderngl.create_context(standalone=True, backend="egl")  # type: ignore[arg-type]
        self._make_programs()
        self._make_targets()
        self._meshes: dict[str, _Uploaded] = {}
        self._grain = self._gl.texture3d((GRAIN_SIZE,) * 3, 4, grain_volume().tobytes())
        self._write(self._person, "finish", finish_table(fold_depth).astype("f4").tobytes())
        self._set_light()

    def _make_programs(self) -> None:
        self._surface = self._gl.program(shaders.VERTEX, shaders.FRAGMENT)
        self._person = self._gl.program(shaders.PERSON_VERTEX, shaders.PERSON_FRAGMENT)
        self._belt = self._gl.program(shaders.VERTEX, shaders.BELT_FRAGMENT)
        self._shadow = self._gl.program(shaders.SHADOW_VERTEX, shaders.SHADOW_FRAGMENT)
        self._room = self._gl.program(shaders.QUAD_VERTEX, shaders.ROOM_FRAGMENT)
        self._copy = self._gl.program(shaders.QUAD_VERTEX, shaders.COPY_FRAGMENT)
        corners = self._gl.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], dtype="f4").tobytes())
        self._room_quad = self._gl.vertex_array(self._room, [(corners, "2f", "corner")])
        self._copy_quad = self._gl.vertex_array(self._copy, [(corners, "2f", "corner")])

    def _make_targets(self) -> None:
        self._many = self._smooth_target((self._window.width_px, self._window.height_px))
        self._one = self._gl.framebuffer([self._gl.texture((self._window.width_px, self._window.height_px), 4)])
        self._behind_picture = self._gl.texture(self._size, 4)
        self._behind = self._gl.framebuffer([self._behind_picture])
        self._depth = self._gl.depth_texture(self._size)
        self._depth.compare_func = ""
        self._behind_deep = self._gl.framebuffer([self._behind_picture], self._depth)
        self._shadow_map = self._gl.depth_texture((SHADOW_MAP_PX, SHADOW_MAP_PX))
        self._shadow_map.compare_func = "<="
        self._shadow_target = self._gl.framebuffer(depth_attachment=self._shadow_map)

    def _smooth_target(self, size: tuple[int, int]) -> Any:
        """A target with several samples per pixel."""
        colour = self._gl.renderbuffer(size, 4, samples=SAMPLES)
        return self._gl.framebuffer([colour], self._gl.depth_renderbuffer(size, samples=SAMPLES))

    def _set_light(self) -> None:
        view_projection = self._camera.projection_matrix() @ self._camera.view_matrix()
        shadow_matrix = _shadow_matrix(self._light.towards)
        drawing = (self._surface, self._person, self._belt)
        for program in (*drawing, self._room, self._shadow):
            self._write(program, "shadow_matrix", _column_major(shadow_matrix))
            self._write(program, "view_projection", _column_major(view_projection))
            self._write(program, "back_to_world", _column_major(np.linalg.inv(view_projection)))
        inside = self._window.matrix(self._camera) @ view_projection
        self._write(self._person, "view_projection", _column_major(inside))
        self._set(self._copy, "part", self._window.share(self._camera))
        values: dict[str, Any] = {
            "to_light": tuple(self._light.towards),
            "eye": tuple(self._camera.eye_m),
            "key": self._light.key,
            "sky": self._light.sky,
            "ground": self._light.ground,
        }
        for program in drawing:
            for name, value in values.items():
                self._set(program, name, value)

    @staticmethod
    def _write(program: Any, name: str, data: bytes) -> None:
        if name in program:
            program[name].write(data)

    @staticmethod
    def _set(program: Any, name: str, value: Any) -> None:
        if name in program:
            program[name].value = value

    def add(self, name: str, mesh: Mesh, kind: str) -> None:
        """Upload a mesh; its name is used to move it later."""
        moving = self._gl.buffer(_moving_bytes(mesh.position, mesh.normal), dynamic=True)
        fixed_data = np.concatenate([mesh.colour, mesh.rest, mesh.material[:, None]], axis=1)
        fixed = self._gl.buffer(fixed_data.astype("f4").tobytes())
        index = self._gl.buffer(mesh.faces.astype("i4").tobytes())
        program = {PERSON: self._person, BELT: self._belt}.get(kind, self._surface)
        drawn = self._gl.vertex_array(
            program, [_layout(program, moving, MOVING), _layout(program, fixed, FIXED)], index
        )
        shadow = self._gl.vertex_array(self._shadow, [(moving, "3f 12x", "position")], index)
        self._meshes[name] = _Uploaded(kind, moving, fixed, index, drawn, shadow)

    def move(self, name: str, position: Floats, normal: Floats) -> None:
        """New vertex positions and normals of an uploaded mesh."""
        self._meshes[name].moving.write(_moving_bytes(position, normal))

    def cache_room(self) -> None:
        """Draw the static meshes once; call after all of them were added."""
        self._lit, self._shaded = (self._paint_room(level) for level in (1.0, 0.0))
        self._draw_static(self._behind_deep)

    def _paint_room(self, level: float) -> Any:
        target = self._smooth_target(self._size)
        self._set(self._surface, "only_light", level)
        self._draw_static(target)
        texture = self._gl.texture(self._size, 4)
        self._gl.copy_framebuffer(self._gl.framebuffer([texture]), target)
        return texture

    def _draw_static(self, target: Any) -> None:
        target.use()
        target.clear(0.1, 0.1, 0.1, 1.0)
        self._gl.enable(moderngl.DEPTH_TEST)
        for mesh in self._of(STATIC):
            mesh.drawn.render()

    def _of(self, kinds: tuple[str, ...]) -> list[_Uploaded]:
        return [mesh for mesh in self._meshes.values() if mesh.kind in kinds]

    def background(self, belt_m: float) -> Image:
        """Cast the shadows anew and return everything but the people, ``(height, width, 3)``.

        ``belt_m`` is how far the belt has run.
        """
        self._gl.enable(moderngl.DEPTH_TEST)
        self._shadow_target.use()
        self._shadow_target.clear()
        for mesh in self._of(CASTERS):
            mesh.shadow.render()
        self._gl.disable(moderngl.DEPTH_TEST)
        self._behind.use()
        textures = {"lit_room": self._lit, "shaded_room": self._shaded, "depth": self._depth}
        self._bind(self._room, textures | {"shadow_map": self._shadow_map})
        self._room_quad.render(moderngl.TRIANGLE_STRIP)
        self._draw_belt(belt_m)
        return _read(self._behind, self._size)

    def _draw_belt(self, belt_m: float) -> None:
        """The belt runs on under the deck's own depth, where it was laid with the room."""
        self._behind_deep.use()
        self._gl.enable(moderngl.DEPTH_TEST)
        self._set(self._belt, "belt_m", belt_m)
        self._bind(self._belt, {"shadow_map": self._shadow_map, "grain": self._grain})
        for mesh in self._of((BELT,)):
            mesh.drawn.render()

    def people(self) -> Image:
        """The window's part of the picture with the people in it, over the last background."""
        self._many.use()
        self._gl.enable(moderngl.DEPTH_TEST)
        self._gl.depth_func = ALWAYS
        self._bind(self._copy, {"picture": self._behind_picture, "depth": self._depth})
        self._copy_quad.render(moderngl.TRIANGLE_STRIP)
        self._gl.depth_func = NEARER
        self._bind(self._person, {"shadow_map": self._shadow_map, "grain": self._grain})
        self._gl.enable(moderngl.CULL_FACE)
        for mesh in self._of((PERSON,)):
            mesh.drawn.render()
        self._gl.disable(moderngl.CULL_FACE)
        self._gl.copy_framebuffer(self._one, self._many)
        return _read(self._one, (self._window.width_px, self._window.height_px))

    def _bind(self, program: Any, textures: dict[str, Any]) -> None:
        for unit, (name, texture) in enumerate(textures.items()):
            texture.use(unit)
            self._set(program, name, unit)

    def close(self) -> None:
        """Give the context back."""
        self._gl.release()


def _read(framebuffer: Any, size: tuple[int, int]) -> Image:
    flat = np.frombuffer(framebuffer.read(components=3, alignment=1), np.uint8)
    return flat.reshape(size[1], size[0], 3)[::-1]


def _layout(program: Any, buffer: Any, attributes: dict[str, int]) -> tuple[Any, ...]:
    """Buffer format that skips attributes the compiler dropped from ``program``."""
    used = [name for name in attributes if name in program]
    parts = [f"{n}f" if name in program else f"{4 * n}x" for name, n in attributes.items()]
    return (buffer, " ".join(parts), *used)


def _moving_bytes(position: Floats, normal: Floats) -> bytes:
    return bytes(np.concatenate([position, normal], axis=1).astype("f4").tobytes())


def _shadow_matrix(towards_light: Floats) -> Floats:
    """Parallel projection from the lamp ``(4, 4)``."""
    side = np.cross(
        np.array([0.0, 0.0, 1.0]) if abs(towards_light[1]) > 0.9 else np.array([0.0, 1.0, 0.0]), towards_light
    )
    side = side / np.linalg.norm(side)
    up = np.cross(towards_light, side)
    eye = SHADOW_CENTRE_M + LIGHT_DISTANCE_M * towards_light
    view = np.eye(4)
    view[:3, :3] = np.stack([side, up, towards_light])
    view[:3, 3] = -view[:3, :3] @ eye
    scale = np.diag([1 / SHADOW_HALF_WIDTH_M, 1 / SHADOW_HALF_WIDTH_M, -1 / LIGHT_DISTANCE_M, 1.0])
    scale[2, 3] = -1.0
    return np.asarray(scale @ view)


def finish_table(fold_depth: float) -> Floats:
    """`FINISH` as ``(32, 4)`` rows for the shader."""
    table = np.zeros((32, 4))
    for material, (tone, fold, gloss, scale) in FINISH.items():
        table[material] = (tone, fold * (fold_depth if material in CLOTH else 1.0), gloss, scale)
    return table


def grain_volume() -> NDArray[np.uint8]:
    """A seamless volume of smooth noise ``(n, n, n, 4)``: its gradient in red, green, blue and its value in alpha."""
    rng = np.random.default_rng(7)
    spectrum = np.fft.rfftn(rng.standard_normal((GRAIN_SIZE,) * 3))
    whole, half = np.fft.fftfreq(GRAIN_SIZE) * GRAIN_SIZE, np.fft.rfftfreq(GRAIN_SIZE) * GRAIN_SIZE
    radius = np.sqrt(whole[:, None, None] ** 2 + whole[None, :, None] ** 2 + half[None, None, :] ** 2)
    value = np.fft.irfftn(spectrum * np.exp(-((radius / 7.0) ** 2)), s=(GRAIN_SIZE,) * 3, axes=(0, 1, 2))
    # Texture coordinates run (x, y, z) = (last, middle, first axis).
    slope = [np.roll(value, -1, axis) - np.roll(value, 1, axis) for axis in (2, 1, 0)]
    parts = [s / (4 * s.std()) for s in slope] + [value / (5 * value.std())]
    volume = np.stack(parts, axis=-1) * 0.5 + 0.5
    return np.clip(255 * volume, 0, 255).astype(np.uint8)
