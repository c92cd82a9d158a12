/** Reads a vega-lite chart on stdin and writes it as SVG, with words and lines that follow the reader's colour scheme. */
import { text } from 'node:stream/consumers';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const STYLE = `<style>
  text { fill: #333 }
  .role-axis-grid line { stroke: #8884 }
  path[fill="#fff"] { fill: #fff }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd }
    path[fill="#fff"] { fill: #0d1117 }
  }
</style>`;

const chart = JSON.parse(await text(process.stdin));
const svg = await new View(parse(compile(chart).spec), { renderer: 'none' }).toSVG();
process.stdout.write(`${svg.replace('>', `>${STYLE}`)}\n`);
