// SPDX-License-Identifier: Apache-2.0
// All words on the page with their boxes: [["word" | "partial", text, left, top, width, height], …].
(() => {
  const found = [];
  const visible = (element, box) => {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return top && (top === element || element.contains(top) || top.contains(element));
  };
  const unclipped = (element, box) => {
    for (let e = element; e && e !== document.documentElement; e = e.parentElement) {
      if (getComputedStyle(e).overflow === "visible") continue;
      const clip = e.getBoundingClientRect();
      if (box.left < clip.left - 0.5 || box.right > clip.right + 0.5 || box.top < clip.top - 0.5 ||
          box.bottom > clip.bottom + 0.5) return false;
    }
    return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
  };
  const onScreen = box => box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
  const add = (kind, text, box) => found.push([kind, text, box.left, box.top, box.width, box.height]);

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    for (const match of node.data.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const boxes = [...range.getClientRects()];
      if (boxes.length === 1 && unclipped(element, boxes[0]) && visible(element, boxes[0])) {
        add("word", match[0], boxes[0]);
      } else {
        for (const box of boxes.filter(onScreen)) add("partial", match[0], box);
      }
    }
  }
  const canvas = document.createElement("canvas").getContext("2d");
  for (const input of document.querySelectorAll("input")) {
    const style = getComputedStyle(input);
    const outer = input.getBoundingClientRect();
    const size = parseFloat(style.fontSize);
    canvas.font = style.font;
    for (const match of input.value.matchAll(/\S+/g)) {
      const before = canvas.measureText(input.value.slice(0, match.index)).width;
      add("word", match[0], {
        left: outer.left + 1 + parseFloat(style.paddingLeft) + before,
        top: outer.top + outer.height / 2 - size * 0.6,
        width: canvas.measureText(match[0]).width,
        height: size * 1.2,
      });
    }
  }
  // "<b>Name</b>," is one word to a reader: join what touches on one line.
  found.sort((a, b) => a[2] - b[2]);
  const joined = [];
  for (const word of found) {
    const before = joined.find(w => w[0] === "word" && word[0] === "word" &&
        Math.abs(word[2] - (w[2] + w[4])) <= 0.7 &&
        Math.min(w[3] + w[5], word[3] + word[5]) - Math.max(w[3], word[3]) > 0.6 * Math.min(w[5], word[5]));
    if (before) {
      before[1] += word[1];
      before[4] = word[2] + word[4] - before[2];
    } else {
      joined.push(word);
    }
  }
  return joined;
})()
