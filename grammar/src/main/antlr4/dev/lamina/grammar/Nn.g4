grammar Nn;

model : EOF ;
