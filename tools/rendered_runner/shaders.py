"""GLSL of the renderer."""

VERTEX = """#version 330
in vec3 position; in vec3 normal; in vec3 colour; in vec3 rest; in float material;
uniform mat4 view_projection;
out vec3 v_normal; out vec3 v_colour; out vec3 v_position; out vec3 v_rest; out float v_material;
void main() {
    gl_Position = view_projection * vec4(position, 1);
    v_normal = normal; v_colour = colour; v_position = position; v_rest = rest; v_material = material;
}"""

# People are drawn several times per frame on the processor: no procedural noise and no branches, one table row
# per material (tone, fold depth, gloss, texture scale) and two looks into a small noise volume.
PERSON_VERTEX = """#version 330
in vec3 position; in vec3 normal; in vec3 colour; in vec3 rest; in float material;
uniform mat4 view_projection; uniform vec4 finish[32];
out vec3 v_normal; out vec3 v_colour; out vec3 v_position; out vec3 v_rest; out vec4 v_finish;
void main() {
    gl_Position = view_projection * vec4(position, 1);
    v_normal = normal; v_colour = colour; v_position = position; v_rest = rest; v_finish = finish[int(material + .5)];
}"""

LIGHT = """
uniform vec3 to_light; uniform vec3 eye; uniform vec3 key; uniform vec3 sky; uniform vec3 ground;
uniform sampler2DShadow shadow_map; uniform mat4 shadow_matrix;
float shadow_at(vec3 p, float bias) {
    vec4 s = shadow_matrix * vec4(p, 1); vec3 c = s.xyz * .5 + .5;
    if (c.x < 0. || c.x > 1. || c.y < 0. || c.y > 1. || c.z > 1.) return 1.;
    float lit = texture(shadow_map, vec3(c.xy, c.z - bias));
    vec2 edge = smoothstep(vec2(.40), vec2(.5), abs(c.xy - .5));
    return mix(lit, 1., max(edge.x, edge.y));
}"""

SURFACE = """
float hash(vec3 x) { x = fract(x * .3183099 + .1); x *= 17.; return fract(x.x * x.y * x.z * (x.x + x.y + x.z)); }
float noise(vec3 x) {
    vec3 i = floor(x), f = fract(x); f = f * f * (3. - 2. * f);
    vec4 low = vec4(hash(i), hash(i + vec3(1,0,0)), hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)));
    i.z += 1.;
    vec4 high = vec4(hash(i), hash(i + vec3(1,0,0)), hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)));
    vec4 side = mix(low, high, f.z);
    return mix(mix(side.x, side.y, f.x), mix(side.z, side.w, f.x), f.y);
}"""

FRAGMENT_MAIN = """
in vec3 v_normal; in vec3 v_colour; in vec3 v_position; in vec3 v_rest; in float v_material;
uniform float only_light; out vec4 result;
void main() {
    int m = int(v_material + .5);
    vec3 n = normalize(v_normal), to_eye = normalize(eye - v_position), base = v_colour, q = v_rest;
    if (dot(n, to_eye) < 0.) n = -n;
    float gloss = .04, shine = 20., tone = 1.;
    if (m == 12) tone = .94 + .08 * noise(q * 3.) + .05 * noise(q * 40.);
    else if (m == 14) {
        float row = floor(q.z / .14), along = q.x + row * .53, plank = hash(vec3(row, floor(along / 1.3), 2.));
        tone = .78 + .35 * plank + .18 * (noise(vec3(along * 5., row, q.z * 60.)) - .5);
        tone += .12 * noise(vec3(q.x, q.y * 22., q.z) * 2.);
        if (fract(q.z / .14) < .03 || fract(along / 1.3) < .005) tone *= .55;
        gloss = .07;
    }
    else if (m == 15) {
        vec2 u = vec2(q.x + q.z, q.y) / vec2(.24, .085); u.x += .5 * mod(floor(u.y), 2.);
        tone = .8 + .4 * hash(vec3(floor(u), 1.));
        if (fract(u.x) < .05 || fract(u.y) < .11) { base = vec3(.45, .43, .4); tone = 1.; }
    }
    else if (m == 16) { tone = .85 + .3 * noise(q * 120.); if (noise(q * 120. + 7.) > .84) base += .07;
        if (fract(q.x) < .012 || fract(q.z) < .012) tone *= .5; }
    else if (m == 17) { gloss = .35; shine = 40.; tone = .95 + .08 * noise(q * 30.); }
    float lit = only_light;
    float d = max(0., dot(n, to_light));
    vec3 ambient = mix(ground, sky, .5 + .5 * n.y);
    float rim = .12 * pow(1. - abs(dot(n, to_eye)), 2.);
    float high = pow(max(0., dot(n, normalize(to_light + to_eye))), shine) * gloss * lit;
    vec3 col = base * tone * (ambient * (1. + rim) + key * d * lit) + high * key;
    if (m == 18) col = base * (.95 + .08 * noise(q * 2.));
    result = vec4(pow(clamp(col, 0., 1.), vec3(1. / 2.2)), 1);
}"""

FRAGMENT = "#version 330\n" + LIGHT + SURFACE + FRAGMENT_MAIN

PERSON_FRAGMENT = (
    "#version 330\n"
    + LIGHT
    + """
in vec3 v_normal; in vec3 v_colour; in vec3 v_position; in vec3 v_rest; in vec4 v_finish;
uniform sampler3D grain; out vec4 result;
void main() {
    vec3 to_eye = normalize(eye - v_position), n = normalize(v_normal);
    n = dot(n, to_eye) < 0. ? -n : n;
    vec4 coarse = texture(grain, v_rest * vec3(1., .5, 1.) * v_finish.w);
    vec4 fine = texture(grain, v_rest * 5.3);
    n = normalize(n + v_finish.y * (coarse.rgb - .5));
    float tone = 1. + v_finish.x * (.6 * coarse.a + .4 * fine.a - .5);
    float lit = shadow_at(v_position, .007), facing = dot(n, to_light);
    vec3 ambient = mix(ground, sky, .5 + .5 * n.y) * (1. + .15 * pow(1. - abs(dot(n, to_eye)), 2.));
    float shine = max(0., dot(n, normalize(to_light + to_eye)));
    shine *= shine; shine *= shine; shine *= shine; shine *= shine;
    vec3 col = v_colour * tone * (ambient + key * max(0., (facing + .15) / 1.15) * lit);
    col += key * shine * v_finish.z * lit;
    result = vec4(pow(clamp(col, 0., 1.), vec3(1. / 2.2)), 1);
}"""
)

BELT_FRAGMENT = (
    "#version 330\n"
    + LIGHT
    + """
in vec3 v_normal; in vec3 v_colour; in vec3 v_position; in vec3 v_rest; in float v_material;
uniform sampler3D grain; uniform float belt_m; out vec4 result;
void main() {
    float x = v_rest.x + belt_m, seam = step(.985, fract(x / 1.37));
    float mark = step(.96, fract(x / .9 + .3)) * step(.20, abs(v_rest.z));
    float tone = .82 + .36 * texture(grain, vec3(x, 0., v_rest.z) * 4.).a;
    vec3 base = mix(v_colour, v_colour * 2.2 + .05, max(seam * .5, mark)) * tone;
    float lit = shadow_at(v_position, .004);
    vec3 col = base * (sky + key * max(0., to_light.y) * lit);
    result = vec4(pow(clamp(col, 0., 1.), vec3(1. / 2.2)), 1);
}"""
)

SHADOW_VERTEX = """#version 330
in vec3 position; uniform mat4 shadow_matrix;
void main() { gl_Position = shadow_matrix * vec4(position, 1); }"""

SHADOW_FRAGMENT = """#version 330
void main() {}"""

QUAD_VERTEX = """#version 330
in vec2 corner; out vec2 uv;
void main() { uv = corner * .5 + .5; gl_Position = vec4(corner, .99999, 1); }"""

# The room never changes: it is drawn once lit and once in shade, and mixed per frame by the runner's shadow.
ROOM_FRAGMENT = (
    "#version 330\n"
    + LIGHT
    + """
in vec2 uv; out vec4 result;
uniform sampler2D lit_room; uniform sampler2D shaded_room; uniform sampler2D depth; uniform mat4 back_to_world;
void main() {
    vec4 w = back_to_world * vec4(vec3(uv, texture(depth, uv).r) * 2. - 1., 1);
    float lit = shadow_at(w.xyz / w.w, .004);
    result = mix(texture(shaded_room, uv), texture(lit_room, uv), lit);
}"""
)

COPY_FRAGMENT = """#version 330
in vec2 uv; uniform sampler2D picture; uniform sampler2D depth; uniform vec4 part; out vec4 result;
void main() { vec2 at = part.xy + uv * part.zw; result = texture(picture, at); gl_FragDepth = texture(depth, at).r; }"""
