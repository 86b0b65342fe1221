"""What keeps people out of a page: controls without a name, faint words, a page wider than the window.

A few rules of the Web Content Accessibility Guidelines 2.2 (level AA) that a machine can check: 1.1.1 pictures, 1.3.1
headings, 1.4.3 contrast, 1.4.10 reflow, 2.1.1 keyboard, 4.1.2 names.
"""

from __future__ import annotations

from typing import Any

_LOOK = """() => {
  const faults = new Set(), pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const part = [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const over = (top, below) => top.slice(0, 3).map((v, i) => v * top[3] / 255 + below[i] * (1 - top[3] / 255));
  const host = (root) => root instanceof ShadowRoot ? root.host : null;
  const above = (node) => node.parentElement || host(node.getRootNode());
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = above(at)) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3]) layers.push(colour);
      if (colour[3] === 255) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const shown = { opacityProperty: true, visibilityProperty: true };
  const seen = (node) => node.checkVisibility(shown) && node.getClientRects().length;
  const words = (node) => (node.innerText || node.textContent || '').trim().replace(/\\s+/g, ' ').slice(0, 40);
  const own = (node) => node.getAttribute('aria-label') || node.getAttribute('title') || node.labels?.length;
  const named = (node) => own(node) || words(node)
    || (node.getAttribute('aria-labelledby') || '').split(' ').some((id) => node.getRootNode().getElementById(id))
    || node.querySelector('[aria-label], img[alt], title');
  const contrast = (node) => {
    const style = getComputedStyle(node), below = ground(node), top = over(rgba(style.color), below);
    const [a, b] = [light(top), light(below)].sort((x, y) => y - x), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) faults.add(`contrast ${ratio.toFixed(1)}: ${words(node)}`);
  };
  const look = (root) => root.querySelectorAll('*').forEach((node) => {
    if (node.shadowRoot) look(node.shadowRoot);
    if (!seen(node) || node.closest('[aria-hidden=true]')) return;
    const tag = node.tagName;
    if (tag === 'IMG' && !node.hasAttribute('alt')) faults.add(`picture without words: ${node.src.slice(0, 60)}`);
    const asks = ['BUTTON', 'INPUT', 'SELECT', 'TEXTAREA', 'A'].includes(tag) && node.type !== 'hidden';
    if (asks && !named(node)) faults.add(`${tag} without a name: ${node.outerHTML.slice(0, 90)}`);
    const off = node.matches(':disabled') || node.closest('[disabled], [aria-disabled=true]');
    if (!off && [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) contrast(node);
  });
  look(document.body);
  const heads = document.querySelectorAll('h1').length;
  if (heads !== 1) faults.add(`${heads} headings of the first rank`);
  const main = document.querySelector('[data-testid=stMain]'), wide = main.scrollWidth - main.clientWidth;
  if (wide > 0) faults.add(`${wide} px wider than the window`);
  return [...faults];
}"""


def faults(page: Any) -> list[str]:
    """What is wrong with the page that is shown, a sentence each."""
    return [str(said) for said in page.evaluate(_LOOK)]
