// Random numbers as TensorFlow draws them from a seed, so that a seed gives the same sample here and on a server.
//
// Sources: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3" (Philox4x32-10); TensorFlow's `random/philox_random.h`,
// `random/random_distributions.h` and `stateless_random_ops.cc`.

const WORD = 2 ** 32;

/** The high and the low half of the product of two words. */
function product(a, b) {
  const low = Math.imul(a, b) >>> 0;
  const [a1, a0, b1, b0] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const high = a1 * b1 + Math.floor(middle / 65536) + Math.floor(((middle % 65536) + a0 * b1) / 65536);
  return [high >>> 0, low];
}

/** Four words from a counter of four and a key of two. */
export function philox(counter, key) {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round += 1) {
    const [high0, low0] = product(0xd2511f53, c0);
    const [high1, low1] = product(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    [k0, k1] = [(k0 + 0x9e3779b9) >>> 0, (k1 + 0xbb67ae85) >>> 0];
  }
  return [c0, c1, c2, c3];
}

/** `count` words of the stream that a pair of numbers, the seed and the number of an input, begins. */
export function words(seed, stream, count) {
  const halves = (value) => {
    const bits = BigInt.asUintN(64, BigInt(value));
    return [Number(bits % BigInt(WORD)), Number(bits / BigInt(WORD))];
  };
  const mix = philox([...halves(seed), ...halves(stream)], [0x3ec8f720, 0x02461e29]);
  const made = new Uint32Array(Math.ceil(count / 4) * 4);
  for (let group = 0; group * 4 < count; group += 1) {
    made.set(philox([group, 0, mix[2], mix[3]], [mix[0], mix[1]]), group * 4);
  }
  return made.subarray(0, count);
}

/** A word as a number in [0, 1) of 23 bits. */
const fraction = (word) => (word & 0x7fffff) / 0x800000;

export function uniform(seed, stream, count, low, high) {
  return Float32Array.from(words(seed, stream, count), (word) => Math.fround(fraction(word)) * (high - low) + low);
}

export function normal(seed, stream, count) {
  const drawn = words(seed, stream, count + (count % 2));
  const made = new Float32Array(drawn.length);
  for (let i = 0; i < drawn.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(fraction(drawn[i]), 1e-7)));
    const angle = 2 * Math.PI * fraction(drawn[i + 1]);
    made[i] = Math.sin(angle) * radius;
    made[i + 1] = Math.cos(angle) * radius;
  }
  return made.subarray(0, count);
}

/** The standard normal distribution of what lies in [-limit, limit]. */
export function truncatedNormal(seed, stream, count, limit) {
  const share = erf(limit / Math.SQRT2);
  return uniform(seed, stream, count, -1, 1).map((u) =>
    Math.min(limit, Math.max(-limit, Math.SQRT2 * inverseErf(u * share))),
  );
}

export function categorical(seed, stream, classes) {
  return words(seed, stream, 1)[0] % classes;
}

/** The values of an input for a seed, as it is described: distribution, settings, classes, shape of one row. */
export function draw(input, seed) {
  const count = input.shape.reduce((product, size) => product * size, 1);
  if (input.classes && input.distribution === "categorical") {
    const drawn = categorical(seed, input.stream, input.classes);
    return input.shape.length ? Float32Array.from({ length: count }, (_, i) => Number(i === drawn)) : Int32Array.of(drawn);
  }
  const { low = -1, high = 1, truncate } = input.settings ?? {};
  if (input.distribution === "uniform") return uniform(seed, input.stream, count, low, high);
  return truncate ? truncatedNormal(seed, input.stream, count, truncate) : normal(seed, input.stream, count);
}

/** Between the values of an input for two seeds: along the sphere for a normal draw, straight for others; classes change half way. */
export function between(input, one, other, t) {
  if (input.distribution === "categorical" || one instanceof Int32Array) return t < 0.5 ? one : other;
  if (input.distribution !== "normal") return one.map((value, i) => value * (1 - t) + other[i] * t);
  const length = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  const dot = one.reduce((sum, value, i) => sum + value * other[i], 0) / (length(one) * length(other));
  const angle = Math.acos(Math.min(1, Math.max(-1, dot)));
  if (angle < 1e-4) return one.map((value, i) => value * (1 - t) + other[i] * t);
  const [from, to] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
  return one.map((value, i) => value * from + other[i] * to);
}

// Abramowitz and Stegun 7.1.26 is too coarse for tails; this is the series and the continued fraction.
function erf(x) {
  if (x < 0) return -erf(-x);
  if (x > 6) return 1;
  let [sum, term] = [x, x];
  for (let n = 1; n < 200; n += 1) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** By Newton's method from a first guess (Winitzki 2008). */
function inverseErf(y) {
  const log = Math.log(1 - y * y);
  const part = 2 / (Math.PI * 0.147) + log / 2;
  let x = Math.sign(y) * Math.sqrt(Math.sqrt(part * part - log / 0.147) - part);
  for (let step = 0; step < 4; step += 1) x -= (erf(x) - y) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
  return x;
}
