  if (!isFormula(input)) {
    return input;
  }
  return Number(eval(input.slice(1)));
}
