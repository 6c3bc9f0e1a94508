  if (!isFormula(input)) {
    return input;
  }
  const expression = input.slice(1);
  if (!/^[\d\s.+\-*/()]+$/.test(expression)) {
    throw new Error('this is not a formula');
  }
  return Function(`return (${expression});`)();
}
