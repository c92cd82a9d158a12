/** Reads a vega-lite chart on stdin and writes it as SVG, with words and lines that follow the reader's colour scheme. */
import { text } from 'node:stream/consumers';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const STYLE = `<style>
  text { fill: #333 }
  .mark-rule line { stroke: #8885 }
  @media (prefers-color-scheme: dark) { text { fill: #ddd } }
</style>`;

const chart = JSON.parse(await text(process.stdin));
const svg = await new View(parse(compile(chart).spec), { renderer: 'none' }).toSVG();
process.stdout.write(`${svg.replace('>', `>${STYLE}`)}\n`);
