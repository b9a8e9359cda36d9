from cpd.cli import main

main()
