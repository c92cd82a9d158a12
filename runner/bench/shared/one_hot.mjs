/** Class indices as rows of zeros with a single 1, which some losses take instead. */
export function oneHot({ rows, columns, target }) {
  const labels = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) labels[row * columns + target[row]] = 1;
  return labels;
}
