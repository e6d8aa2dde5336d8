"""fit_statsmodels.py: sm.OLS as a user writes it (pinv, its default), and by QR.  See run."""
import sys

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

if len(sys.argv) == 1:
    print(f"statsmodels {statsmodels.__version__} (numpy {np.__version__}, pandas {pd.__version__})")
    sys.exit()
d = pd.read_csv(sys.argv[1])
degree, intercept = int(sys.argv[2]), sys.argv[3] == "1"
X = d.drop(columns="y")
for k in range(2, degree + 1):
    X[f"x{k}"] = d["x"] ** k
if intercept:
    X = sm.add_constant(X)
for program, method in ("statsmodels OLS", "pinv"), ("statsmodels, QR", "qr"):
    fit = sm.OLS(d["y"], X).fit(method=method)
    for estimate, se in zip(fit.params, fit.bse):
        print(f"{program}\t{estimate:.17g}\t{se:.17g}")
